// RUN: dlc-opt %s -dlc-copies-to-linalg | FileCheck %s

// CHECK-LABEL: @copy(
// CHECK-SAME: %[[X:.*]]: memref<2x3xf32, strided<[6, 2]>>, %[[Y:.*]]: memref<2x3xf32>
func.func @copy(%x: memref<2x3xf32, strided<[6, 2]>>, %y: memref<2x3xf32>) {
  // CHECK: linalg.generic
  // CHECK-SAME: ins(%[[X]] : memref<2x3xf32, strided<[6, 2]>>) outs(%[[Y]] : memref<2x3xf32>)
  // CHECK-NOT: memref.copy
  memref.copy %x, %y : memref<2x3xf32, strided<[6, 2]>> to memref<2x3xf32>
  return
}

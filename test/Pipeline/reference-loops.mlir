// RUN: dlc-opt %s -dlc-reference-loops | FileCheck %s

// One nest of loops for each op, and each temporary freed once.
// CHECK-LABEL: @f(
// CHECK-SAME: %[[X:.*]]: memref<2x3xf32>, %[[OUT:.*]]: memref<2x3xf32>
func.func @f(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: %[[A:.*]] = memref.alloc() {{.*}} : memref<2x3xf32>
  // CHECK: scf.for
  // CHECK: scf.for
  // CHECK: math.exp
  %a = dl.exp %x : tensor<2x3xf32>
  // CHECK: scf.for
  // CHECK: scf.for
  // CHECK: memref.store %{{.*}}, %[[OUT]]
  // CHECK: memref.dealloc %[[A]]
  %b = dl.mul %a, %x : tensor<2x3xf32>
  return %b : tensor<2x3xf32>
}

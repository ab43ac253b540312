// RUN: dlc-opt %s --dlk-lower-bodies --dlk-lower-to-llvm --reconcile-unrealized-casts | FileCheck %s
// Memory becomes bare pointers, kernels keep their promises about aliasing.

// CHECK: llvm.func @kernel(%{{.*}}: i64, %[[X:.*]]: !llvm.ptr {llvm.noalias})
// CHECK-SAME: no_inline
func.func private @kernel(%slice: index, %x: memref<4xf32> {llvm.noalias}) attributes {dlk.kernel} {
  %zero = arith.constant 0.0 : f32
  memref.store %zero, %x[%slice] : memref<4xf32>
  return
}

// A block's pointer and the offset in it; a table's entry; a field of the call itself.
// CHECK-LABEL: llvm.func @predict(
// CHECK-SAME: %[[CALL:.*]]: !llvm.ptr
// CHECK: %[[OFFSET:.*]] = llvm.mlir.constant(192 : i64)
// CHECK: %[[BLOCK:.*]] = llvm.load
// CHECK: llvm.getelementptr %[[BLOCK]][%[[OFFSET]]]
// CHECK: %[[TABLE:.*]] = llvm.load
// CHECK: %[[ENTRY:.*]] = llvm.getelementptr %[[TABLE]][16]
// CHECK: llvm.load %[[ENTRY]] : !llvm.ptr -> !llvm.ptr
// CHECK: llvm.getelementptr %[[CALL]]
func.func @predict(%call: !llvm.ptr, %slice: index) -> i64 {
  %w = dlk.view %call parameters[0] at 192 : memref<4xf32>
  func.call @kernel(%slice, %w) : (index, memref<4xf32>) -> ()
  %x = dlk.view %call inputs[2] at 0 : memref<4xf32>
  func.call @kernel(%slice, %x) : (index, memref<4xf32>) -> ()
  %seed = dlk.view %call seed[0] at 0 : memref<i64>
  %value = memref.load %seed[] : memref<i64>
  return %value : i64
}

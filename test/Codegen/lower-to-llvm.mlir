// RUN: dlc-opt %s --dlk-lower-memory --dlk-lower-bodies --dlk-lower-to-llvm | FileCheck %s
// Nothing is left of other dialects; kernels keep their promises about aliasing, and are not copied into steps.

// CHECK-NOT: {{func\.|memref\.|arith\.|cf\.|vector\.|unrealized}}
// CHECK: llvm.func @kernel(%{{.*}}: i64, %[[X:.*]]: !llvm.ptr {llvm.noalias})
// CHECK-SAME: attributes {dlk.kernel, no_inline, sym_visibility = "private"}
// CHECK-NOT: {{func\.|memref\.|arith\.|cf\.|vector\.|unrealized}}
func.func private @kernel(%slice: index, %x: memref<4xf32> {llvm.noalias}) attributes {dlk.kernel} {
  %c0 = arith.constant 0 : index
  %wanted = arith.cmpi sgt, %slice, %c0 : index
  cf.cond_br %wanted, ^body, ^end
^body:
  %zero = arith.constant dense<0.0> : vector<4xf32>
  vector.store %zero, %x[%c0] : memref<4xf32>, vector<4xf32>
  cf.br ^end
^end:
  return
}

// CHECK: llvm.func @predict(%[[CALL:.*]]: !llvm.ptr, %[[SLICE:.*]]: i64) -> i64
// CHECK: llvm.call @kernel(%[[SLICE]], %{{.*}}) : (i64, !llvm.ptr) -> ()
// CHECK: %[[DOUBLE:.*]] = llvm.call @twice(%[[SLICE]]) : (i64) -> i64
// CHECK: llvm.return %[[DOUBLE]] : i64
// CHECK: llvm.func @twice(i64) -> i64
func.func @predict(%call: !llvm.ptr, %slice: index) -> index {
  %w = dlk.view %call parameters[0] at 192 : memref<4xf32>
  func.call @kernel(%slice, %w) : (index, memref<4xf32>) -> ()
  %double = func.call @twice(%slice) : (index) -> index
  return %double : index
}
func.func private @twice(index) -> index

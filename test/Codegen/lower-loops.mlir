// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dlk-lower-loops))' | FileCheck %s
// The test of a loop stands behind its body; before it only where the loop may not run.

// CHECK-LABEL: func.func @runs(
// CHECK-SAME: %[[START:.*]]: f32)
// CHECK: cf.br ^[[BODY:.*]](%c0, %[[START]] : index, f32)
// CHECK: ^[[BODY]](%[[I:.*]]: index, %[[SUM:.*]]: f32):
// CHECK: %[[MORE:.*]] = arith.addf %[[SUM]], %[[SUM]] : f32
// CHECK: %[[NEXT:.*]] = arith.addi %[[I]], %c2 overflow<nsw> : index
// CHECK: %[[AGAIN:.*]] = arith.cmpi slt, %[[NEXT]], %c8 : index
// CHECK: cf.cond_br %[[AGAIN]], ^[[BODY]](%[[NEXT]], %[[MORE]] : index, f32), ^[[AFTER:.*]](%[[MORE]] : f32)
// CHECK: ^[[AFTER]](%[[RESULT:.*]]: f32):
// CHECK: return %[[RESULT]] : f32
func.func @runs(%start: f32) -> f32 {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %sum = scf.for %i = %c0 to %c8 step %c2 iter_args(%so_far = %start) -> f32 {
    %more = arith.addf %so_far, %so_far : f32
    scf.yield %more : f32
  }
  return %sum : f32
}

// CHECK-LABEL: func.func @may_not_run(
// CHECK-SAME: %[[FIRST:.*]]: index, %[[END:.*]]: index, %[[START:.*]]: f32)
// CHECK: %[[RUNS:.*]] = arith.cmpi slt, %[[FIRST]], %[[END]] : index
// CHECK: cf.cond_br %[[RUNS]], ^[[BODY:.*]](%[[FIRST]], %[[START]] : index, f32), ^{{.*}}(%[[START]] : f32)
func.func @may_not_run(%first: index, %end: index, %start: f32) -> f32 {
  %c1 = arith.constant 1 : index
  %sum = scf.for %i = %first to %end step %c1 iter_args(%so_far = %start) -> f32 {
    %more = arith.addf %so_far, %so_far : f32
    scf.yield %more : f32
  }
  return %sum : f32
}

// A branch in a loop in a loop, with and without results.
// CHECK-LABEL: func.func @nested(
// CHECK-NOT: scf.
// CHECK: return
func.func @nested(%x: memref<8xf32>, %wanted: i1, %y: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.for %i = %c0 to %c8 step %c1 {
    scf.for %j = %c0 to %i step %c1 {
      %value = scf.if %wanted -> f32 {
        %old = memref.load %x[%j] : memref<8xf32>
        scf.yield %old : f32
      } else {
        scf.yield %y : f32
      }
      scf.if %wanted {
        memref.store %value, %x[%i] : memref<8xf32>
      }
    }
  }
  return
}

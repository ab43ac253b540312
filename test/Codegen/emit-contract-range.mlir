// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dlk-emit-kernels{vector-bits=512}),canonicalize,cse)' | FileCheck %s
// Terms that no element of a tile needs are left out: the loop ends where the last row needs no more, or begins
// where the first one needs some.

#left = affine_map<(d0, d1, d2) -> (d0, d2)>
#right = affine_map<(d0, d1, d2) -> (d2, d1)>
#tile = affine_map<(d0, d1) -> (d0, d1)>
#lower = affine_map<(d0, d1) -> (0, d0 + 1)>
#upper = affine_map<(d0, d1) -> (d0, 48)>
#result = affine_map<(d0, d1) -> (0, (d0 - d1 + 1) * 48)>

// CHECK-LABEL: func.func @lower(
// CHECK: scf.for %[[ROW:.*]] = %c0 to %c48 step %c4
// CHECK: %[[LAST:.*]] = arith.addi %[[ROW]], %c4
// CHECK: %[[PAST:.*]] = arith.minsi %[[LAST]], %c48
// CHECK: scf.for %{{.*}} = %c0 to %[[PAST]] step %c1
func.func @lower(%slice: index, %a: memref<48x48xf32>, %b: memref<48x16xf32>, %c: memref<48x16xf32>) attributes {dlk.kernel} {
  dlk.contract %a at #left, %b at #right : memref<48x48xf32>, memref<48x16xf32> sizes [48, 16] over [48] range #lower slice %slice of 1 by 0 along -1 tile 4 x 1 maps [#tile] ins() outs(%c : memref<48x16xf32>) {
  ^bb0(%m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// CHECK-LABEL: func.func @upper(
// CHECK: scf.for %[[ROW:.*]] = %c0 to %c48 step %c4
// CHECK: scf.for %{{.*}} = %{{.*}} to %c48 step %c1
func.func @upper(%slice: index, %a: memref<48x48xf32>, %b: memref<48x16xf32>, %c: memref<48x16xf32>) attributes {dlk.kernel} {
  dlk.contract %a at #left, %b at #right : memref<48x48xf32>, memref<48x16xf32> sizes [48, 16] over [48] range #upper slice %slice of 1 by 0 along -1 tile 4 x 1 maps [#tile] ins() outs(%c : memref<48x16xf32>) {
  ^bb0(%m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// A tile right of the diagonal needs nothing at all: its first column against its last row.
// CHECK-LABEL: func.func @result(
// CHECK: scf.for %[[COLUMN:.*]] = %c0 to %c48 step %c16
// CHECK: scf.for %[[ROW:.*]] = %c0 to %c48 step %c4
// CHECK-DAG: arith.muli %[[ROW]], %c48
// CHECK-DAG: arith.muli %[[COLUMN]], %c-48
// CHECK: %[[PAST:.*]] = arith.minsi %{{.*}}, %c48
// CHECK: scf.for %{{.*}} = %c0 to %[[PAST]] step %c1
func.func @result(%slice: index, %a: memref<48x48xf32>, %b: memref<48x48xf32>, %c: memref<48x48xf32>) attributes {dlk.kernel} {
  dlk.contract %a at #left, %b at #right : memref<48x48xf32>, memref<48x48xf32> sizes [48, 48] over [48] range #result slice %slice of 1 by 0 along -1 tile 4 x 1 maps [#tile] ins() outs(%c : memref<48x48xf32>) {
  ^bb0(%m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

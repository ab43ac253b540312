// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dlk-emit-kernels{vector-bits=256}),canonicalize,cse)' | FileCheck %s
// An output without some dimensions of the result is zero at first; each tile adds the sum of its elements.

#left = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#right = affine_map<(d0, d1, d2, d3) -> (d3, d2)>
#all = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#images = affine_map<(d0, d1, d2) -> (d0, d2)>

// Two rows, two vectors: an addition for each vector, one more to memory.
// CHECK-LABEL: func.func @rows(
// CHECK-DAG: %[[NONE:.*]] = arith.constant dense<0.000000e+00> : vector<8xf32>
// CHECK: vector.store %[[NONE]], %arg4[
// CHECK: %[[SUMS:.*]]:4 = scf.for
// CHECK-DAG: %[[A:.*]] = arith.addf %[[SUMS]]#0, %[[SUMS]]#2 : vector<8xf32>
// CHECK-DAG: %[[B:.*]] = arith.addf %[[SUMS]]#1, %[[SUMS]]#3 : vector<8xf32>
// CHECK: %[[OLD:.*]] = vector.load %arg4[
// CHECK: %[[NEW:.*]] = arith.addf %[[OLD]], %[[A]]
// CHECK: vector.store %[[NEW]], %arg4[
// CHECK: arith.addf %{{.*}}, %[[B]]
// CHECK: return
func.func @rows(%slice: index, %a: memref<3x4x48xf32>, %b: memref<48x16xf32>, %c: memref<3x4x16xf32>, %s: memref<3x16xf32>) attributes {dlk.kernel} {
  dlk.contract %a at #left, %b at #right : memref<3x4x48xf32>, memref<48x16xf32> sizes [3, 4, 16] over [48] slice %slice of 1 by 0 along -1 tile 2 x 2 maps [#all, #images] ins() outs(%c, %s : memref<3x4x16xf32>, memref<3x16xf32>) {
  ^bb0(%n: index, %m: index, %c0: index, %sum: f32):
    dlk.yield %sum, %sum : f32, f32
  }
  return
}

// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dlk-emit-kernels{vector-bits=512}),canonicalize,cse)' | FileCheck %s
// Sums of columns share the loads of the tile of rows that is left over, or are made before the tiles.

#left = affine_map<(d0, d1, d2) -> (d2, d0)>
#right = affine_map<(d0, d1, d2) -> (d2, d1)>
#tile = affine_map<(d0, d1) -> (d0, d1)>

// Rows 4 and 5, in one loop with the sums; in the first slice only.
// CHECK-LABEL: func.func @with_the_rest(
// CHECK: %[[FIRST:.*]] = arith.cmpi eq, %arg0, %c0
// CHECK: scf.if %[[FIRST]] {
// CHECK: scf.for {{.*}} -> (vector<16xf32>, vector<16xf32>, vector<16xf32>) {
// CHECK: %[[RIGHT:.*]] = vector.load
// CHECK: vector.fma {{.*}} %[[RIGHT]]
// CHECK: vector.fma {{.*}} %[[RIGHT]]
// CHECK: arith.addf %{{.*}}, %[[RIGHT]] : vector<16xf32>
// CHECK: vector.store {{.*}} %arg4[
// CHECK: } else {
// CHECK: scf.for {{.*}} -> (vector<16xf32>, vector<16xf32>) {
// CHECK-NOT: arith.addf {{.*}} vector<16xf32>
// CHECK: return
func.func @with_the_rest(%slice: index, %a: memref<48x12xf32>, %b: memref<48x16xf32>, %c: memref<12x16xf32>, %s: memref<16xf32>) attributes {dlk.kernel} {
  dlk.contract %a at #left, %b at #right : memref<48x12xf32>, memref<48x16xf32> sizes [12, 16] over [48] slice %slice of 2 by 6 along 0 tile 4 x 1 maps [#tile] ins() outs(%c : memref<12x16xf32>) column_sums %s : memref<16xf32> {
  ^bb0(%m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// CHECK-LABEL: func.func @apart(
// CHECK-NOT: vector.fma
// CHECK: arith.addf {{.*}} vector<16xf32>
// CHECK: vector.store {{.*}} %arg4[
// CHECK: vector.fma
func.func @apart(%slice: index, %a: memref<48x12xf32>, %b: memref<48x16xf32>, %c: memref<12x16xf32>, %s: memref<16xf32>) attributes {dlk.kernel} {
  dlk.contract %a at #left, %b at #right : memref<48x12xf32>, memref<48x16xf32> sizes [12, 16] over [48] slice %slice of 1 by 0 along -1 tile 4 x 1 maps [#tile] ins() outs(%c : memref<12x16xf32>) column_sums %s : memref<16xf32> {
  ^bb0(%m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

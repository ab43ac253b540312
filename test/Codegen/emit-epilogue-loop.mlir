// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dlk-emit-kernels{vector-bits=512}),canonicalize,cse)' | FileCheck %s
// An epilogue with a function that becomes a polynomial is one loop over the tile's rows and vectors, whose sums
// wait in memory; others are written out for each row.

#left = affine_map<(d0, d1, d2) -> (d0, d2)>
#right = affine_map<(d0, d1, d2) -> (d2, d1)>
#tile = affine_map<(d0, d1) -> (d0, d1)>

// CHECK-LABEL: func.func @long(
// CHECK: %[[WAITING:.*]] = memref.alloca() {alignment = 64 : i64} : memref<64xf32>
// CHECK: %[[SUMS:.*]]:4 = scf.for
// CHECK: vector.store %[[SUMS]]#0, %[[WAITING]][%c0]
// CHECK: vector.store %[[SUMS]]#3, %[[WAITING]][%c48]
// CHECK: scf.for %[[I:.*]] = %c0 to %c4
// CHECK: %[[SUM:.*]] = vector.load %[[WAITING]]
// CHECK-COUNT-1: math.exp %[[SUM]] : vector<16xf32>
// CHECK-NOT: math.exp
// CHECK: return
func.func @long(%slice: index, %a: memref<4x48xf32>, %b: memref<48x16xf32>, %c: memref<4x16xf32>) attributes {dlk.kernel} {
  dlk.contract %a at #left, %b at #right : memref<4x48xf32>, memref<48x16xf32> sizes [4, 16] over [48] slice %slice of 1 by 0 along -1 tile 4 x 1 maps [#tile] ins() outs(%c : memref<4x16xf32>) {
  ^bb0(%m: index, %n: index, %sum: f32):
    %e = math.exp %sum : f32
    dlk.yield %e : f32
  }
  return
}

// CHECK-LABEL: func.func @short(
// CHECK-NOT: memref.alloca
// CHECK-COUNT-4: arith.negf {{.*}} : vector<16xf32>
// CHECK: return
func.func @short(%slice: index, %a: memref<4x48xf32>, %b: memref<48x16xf32>, %c: memref<4x16xf32>) attributes {dlk.kernel} {
  dlk.contract %a at #left, %b at #right : memref<4x48xf32>, memref<48x16xf32> sizes [4, 16] over [48] slice %slice of 1 by 0 along -1 tile 4 x 1 maps [#tile] ins() outs(%c : memref<4x16xf32>) {
  ^bb0(%m: index, %n: index, %sum: f32):
    %e = arith.negf %sum : f32
    dlk.yield %e : f32
  }
  return
}

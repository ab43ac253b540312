// RUN: dlc-opt %s -split-input-file -verify-diagnostics --pass-pipeline='builtin.module(func.func(dlk-emit-kernels{vector-bits=256}))' | FileCheck %s
// Rows that stop at the diagonal: the fold and the results go as far as the row's elements count, in whole steps; from
// there on zeros are written.

// CHECK-LABEL: func.func @rows(
// CHECK: scf.for %[[ROW:.*]] =
// CHECK: %[[IN:.*]] = arith.remui %[[ROW]], %c64
// CHECK: %[[PAST:.*]] = arith.addi %[[IN]], %c1
// CHECK: %[[END:.*]] = arith.minui
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[END]]
// CHECK: arith.maximumf
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[END]]
// CHECK: arith.subf
// CHECK: vector.store
// CHECK: scf.for %{{.*}} = %[[END]] to
// CHECK-NOT: arith.subf
// CHECK: vector.store %{{.*}}, %arg2
func.func @rows(%slice: index, %x: memref<256x64xf32>, %y: memref<256x64xf32>) attributes {dlk.kernel} {
  dlk.rows sizes [256, 64] range affine_map<(d0, d1) -> (d0 mod 64 + 1)> slice %slice of 1 by 0 along -1
      maps [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>]
      ins(%x : memref<256x64xf32>) outs(%y : memref<256x64xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    %most = dlk.fold max %e : f32
    %d = arith.subf %e, %most : f32
    dlk.yield %d : f32
  }
  return
}

// -----

func.func @innermost(%slice: index, %x: memref<256x64xf32>, %y: memref<256x64xf32>) attributes {dlk.kernel} {
  // expected-error @+1 {{range affine_map<(d0, d1) -> (d1 + 1)> does not take the 2 indices of an element, but the innermost, to the past-the-end one of its row}}
  dlk.rows sizes [256, 64] range affine_map<(d0, d1) -> (d1 + 1)> slice %slice of 1 by 0 along -1
      maps [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>]
      ins(%x : memref<256x64xf32>) outs(%y : memref<256x64xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// RUN: dlc-opt %s -split-input-file -verify-diagnostics
// A product has three sizes, and an argument for the sum before those for its inputs.

#tile = affine_map<(d0, d1) -> (d0, d1)>
func.func @without_batch(%slice: index, %a: memref<1x4x8xf32>, %b: memref<1x8x16xf32>, %c: memref<4x16xf32>) {
  // expected-error@+1 {{'dlk.contract' op sizes must be the batch, M and N}}
  dlk.contract %a, %b : memref<1x4x8xf32>, memref<1x8x16xf32> sizes [4, 16] depth 8 slice %slice of 1 by 0 along -1 maps [#tile] ins() outs(%c : memref<4x16xf32>) {
  ^bb0(%m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// -----

#tile = affine_map<(d0, d1, d2) -> (d1, d2)>
func.func @without_sum(%slice: index, %a: memref<1x4x8xf32>, %b: memref<1x8x16xf32>, %c: memref<4x16xf32>) {
  // expected-error@+1 {{'dlk.contract' op region has 3 arguments, expected 4}}
  dlk.contract %a, %b : memref<1x4x8xf32>, memref<1x8x16xf32> sizes [1, 4, 16] depth 8 slice %slice of 1 by 0 along -1 maps [#tile] ins() outs(%c : memref<4x16xf32>) {
  ^bb0(%batch: index, %m: index, %n: index):
    %zero = arith.constant 0.0 : f32
    dlk.yield %zero : f32
  }
  return
}

// -----

#tile = affine_map<(d0, d1, d2) -> (d1, d2)>
func.func @slices_too_short(%slice: index, %a: memref<1x4x8xf32>, %b: memref<1x8x16xf32>, %c: memref<4x16xf32>) {
  // expected-error@+1 {{'dlk.contract' op slices leave part of dimension 2 undone}}
  dlk.contract %a, %b : memref<1x4x8xf32>, memref<1x8x16xf32> sizes [1, 4, 16] depth 8 slice %slice of 2 by 4 along 2 maps [#tile] ins() outs(%c : memref<4x16xf32>) {
  ^bb0(%batch: index, %m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

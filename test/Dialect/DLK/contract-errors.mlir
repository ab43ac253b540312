// RUN: dlc-opt %s -split-input-file -verify-diagnostics
// A contraction has an index map for each factor, and an argument for the sum before those for its inputs.

#left = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#tile = affine_map<(d0, d1, d2) -> (d1, d2)>
func.func @map_of_other_rank(%slice: index, %a: memref<1x4x8xf32>, %b: memref<1x8x16xf32>, %c: memref<4x16xf32>) {
  // expected-error@+1 {{'dlk.contract' op rhs map affine_map<(d0, d1, d2) -> (d1, d2)> does not take 4 indices to those of 'memref<1x8x16xf32>'}}
  dlk.contract %a at #left, %b at #tile : memref<1x4x8xf32>, memref<1x8x16xf32> sizes [1, 4, 16] over [8] slice %slice of 1 by 0 along -1 maps [#tile] ins() outs(%c : memref<4x16xf32>) {
  ^bb0(%batch: index, %m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// -----

#left = affine_map<(d0, d1, d2) -> (d0, d2)>
#turned = affine_map<(d0, d1, d2) -> (d1, d2)>
#tile = affine_map<(d0, d1) -> (d0, d1)>
func.func @vectors_apart(%slice: index, %a: memref<4x8xf32>, %b: memref<16x8xf32>, %c: memref<4x16xf32>) {
  // expected-error@+1 {{'dlk.contract' op operands are not contiguous along dimension 1}}
  dlk.contract %a at #left, %b at #turned : memref<4x8xf32>, memref<16x8xf32> sizes [4, 16] over [8] slice %slice of 1 by 0 along -1 maps [#tile] ins() outs(%c : memref<4x16xf32>) {
  ^bb0(%m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// -----

#left = affine_map<(d0, d1, d2) -> (d0, d2)>
#right = affine_map<(d0, d1, d2) -> (d2, d1)>
#tile = affine_map<(d0, d1) -> (d0, d1)>
func.func @blocked_twice(%slice: index, %a: memref<4x8xf32>, %b: memref<8x16xf32>, %c: memref<4x16xf32>) {
  // expected-error@+1 {{'dlk.contract' op cannot block 2 of 1 reductions}}
  dlk.contract %a at #left, %b at #right : memref<4x8xf32>, memref<8x16xf32> sizes [4, 16] over [8] blocked 2 slice %slice of 1 by 0 along -1 maps [#tile] ins() outs(%c : memref<4x16xf32>) {
  ^bb0(%m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// -----

#left = affine_map<(d0, d1, d2) -> (d0, d2)>
#right = affine_map<(d0, d1, d2) -> (d2, d1)>
#tile = affine_map<(d0, d1) -> (d0, d1)>
func.func @blocked_with_epilogue(%slice: index, %a: memref<4x8xf32>, %b: memref<8x16xf32>, %c: memref<4x16xf32>) {
  // expected-error@+1 {{'dlk.contract' op with blocked reductions keeps its sums in its only output, as they are}}
  dlk.contract %a at #left, %b at #right : memref<4x8xf32>, memref<8x16xf32> sizes [4, 16] over [8] blocked 1 slice %slice of 1 by 0 along -1 maps [#tile] ins() outs(%c : memref<4x16xf32>) {
  ^bb0(%m: index, %n: index, %sum: f32):
    %y = arith.negf %sum : f32
    dlk.yield %y : f32
  }
  return
}

// -----

#left = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#right = affine_map<(d0, d1, d2, d3) -> (d0, d3, d2)>
#tile = affine_map<(d0, d1, d2) -> (d1, d2)>
func.func @without_sum(%slice: index, %a: memref<1x4x8xf32>, %b: memref<1x8x16xf32>, %c: memref<4x16xf32>) {
  // expected-error@+1 {{'dlk.contract' op region has 3 arguments, expected 4}}
  dlk.contract %a at #left, %b at #right : memref<1x4x8xf32>, memref<1x8x16xf32> sizes [1, 4, 16] over [8] slice %slice of 1 by 0 along -1 maps [#tile] ins() outs(%c : memref<4x16xf32>) {
  ^bb0(%batch: index, %m: index, %n: index):
    %zero = arith.constant 0.0 : f32
    dlk.yield %zero : f32
  }
  return
}

// -----

#left = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#right = affine_map<(d0, d1, d2, d3) -> (d0, d3, d2)>
#tile = affine_map<(d0, d1, d2) -> (d1, d2)>
func.func @slices_too_short(%slice: index, %a: memref<1x4x8xf32>, %b: memref<1x8x16xf32>, %c: memref<4x16xf32>) {
  // expected-error@+1 {{'dlk.contract' op slices leave part of dimension 2 undone}}
  dlk.contract %a at #left, %b at #right : memref<1x4x8xf32>, memref<1x8x16xf32> sizes [1, 4, 16] over [8] slice %slice of 2 by 4 along 2 maps [#tile] ins() outs(%c : memref<4x16xf32>) {
  ^bb0(%batch: index, %m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// -----

// Column sums: one number for each column, of a right-hand side that is read as a whole.

#left = affine_map<(d0, d1, d2) -> (d2, d0)>
#right = affine_map<(d0, d1, d2) -> (d2, d1)>
#tile = affine_map<(d0, d1) -> (d0, d1)>
func.func @column_sums_of_rows(%slice: index, %a: memref<8x4xf32>, %b: memref<8x16xf32>, %c: memref<4x16xf32>, %s: memref<4xf32>) {
  // expected-error@+1 {{'dlk.contract' op needs column sums of type 'memref<16xf32>', got 'memref<4xf32>'}}
  dlk.contract %a at #left, %b at #right : memref<8x4xf32>, memref<8x16xf32> sizes [4, 16] over [8] slice %slice of 1 by 0 along -1 maps [#tile] ins() outs(%c : memref<4x16xf32>) column_sums %s : memref<4xf32> {
  ^bb0(%m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// -----

#left = affine_map<(d0, d1, d2, d3) -> (d0, d3, d1)>
#right = affine_map<(d0, d1, d2, d3) -> (d0, d3, d2)>
#tile = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
func.func @column_sums_of_batch(%slice: index, %a: memref<2x8x4xf32>, %b: memref<2x8x16xf32>, %c: memref<2x4x16xf32>, %s: memref<16xf32>) {
  // expected-error@+1 {{'dlk.contract' op has column sums of a rhs that depends on dimension 0}}
  dlk.contract %a at #left, %b at #right : memref<2x8x4xf32>, memref<2x8x16xf32> sizes [2, 4, 16] over [8] slice %slice of 1 by 0 along -1 maps [#tile] ins() outs(%c : memref<2x4x16xf32>) column_sums %s : memref<16xf32> {
  ^bb0(%batch: index, %m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// -----

#left = affine_map<(d0, d1, d2) -> (d2, d0)>
#right = affine_map<(d0, d1, d2) -> (d2 * 2, d1)>
#tile = affine_map<(d0, d1) -> (d0, d1)>
func.func @column_sums_of_every_other_row(%slice: index, %a: memref<8x4xf32>, %b: memref<16x16xf32>, %c: memref<4x16xf32>, %s: memref<16xf32>) {
  // expected-error@+1 {{'dlk.contract' op has column sums of a rhs that is not read as a whole: affine_map<(d0, d1, d2) -> (d2 * 2, d1)>}}
  dlk.contract %a at #left, %b at #right : memref<8x4xf32>, memref<16x16xf32> sizes [4, 16] over [8] slice %slice of 1 by 0 along -1 maps [#tile] ins() outs(%c : memref<4x16xf32>) column_sums %s : memref<16xf32> {
  ^bb0(%m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// -----

#left = affine_map<(d0, d1, d2) -> (d0, d2)>
#right = affine_map<(d0, d1, d2) -> (d2, d1)>
#tile = affine_map<(d0, d1) -> (d0, d1)>
#past = affine_map<(d0, d1) -> (d0 + 1)>
func.func @range_without_end(%slice: index, %a: memref<4x8xf32>, %b: memref<8x16xf32>, %c: memref<4x16xf32>) {
  // expected-error@+1 {{'dlk.contract' op range affine_map<(d0, d1) -> (d0 + 1)> does not take the 2 indices of an element to the first and past-the-end one of a reduction}}
  dlk.contract %a at #left, %b at #right : memref<4x8xf32>, memref<8x16xf32> sizes [4, 16] over [8] range #past slice %slice of 1 by 0 along -1 maps [#tile] ins() outs(%c : memref<4x16xf32>) {
  ^bb0(%m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// -----

// Sums over dimensions of the result: not over the innermost, nor over the one that is split.

#left = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#right = affine_map<(d0, d1, d2, d3) -> (d3, d2)>
#rows = affine_map<(d0, d1, d2) -> (d0, d1)>
func.func @sum_over_vectors(%slice: index, %a: memref<3x4x5xf32>, %b: memref<5x16xf32>, %s: memref<3x4xf32>) {
  // expected-error@+1 {{'dlk.contract' op output 0 is a sum over the innermost dimension: affine_map<(d0, d1, d2) -> (d0, d1)>}}
  dlk.contract %a at #left, %b at #right : memref<3x4x5xf32>, memref<5x16xf32> sizes [3, 4, 16] over [5] slice %slice of 1 by 0 along -1 maps [#rows] ins() outs(%s : memref<3x4xf32>) {
  ^bb0(%n: index, %m: index, %c: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// -----

#left = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#right = affine_map<(d0, d1, d2, d3) -> (d3, d2)>
#images = affine_map<(d0, d1, d2) -> (d0, d2)>
func.func @sum_over_slices(%slice: index, %a: memref<3x4x5xf32>, %b: memref<5x16xf32>, %s: memref<3x16xf32>) {
  // expected-error@+1 {{'dlk.contract' op output 0 is a sum over the dimension that is split: affine_map<(d0, d1, d2) -> (d0, d2)>}}
  dlk.contract %a at #left, %b at #right : memref<3x4x5xf32>, memref<5x16xf32> sizes [3, 4, 16] over [5] slice %slice of 2 by 2 along 1 maps [#images] ins() outs(%s : memref<3x16xf32>) {
  ^bb0(%n: index, %m: index, %c: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// -----

#left = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#right = affine_map<(d0, d1, d2, d3) -> (d3, d2)>
#moved = affine_map<(d0, d1, d2) -> (d0 + 1, d2)>
func.func @sum_elsewhere(%slice: index, %a: memref<3x4x5xf32>, %b: memref<5x16xf32>, %s: memref<4x16xf32>) {
  // expected-error@+1 {{'dlk.contract' op output 0 is a sum with computed indices: affine_map<(d0, d1, d2) -> (d0 + 1, d2)>}}
  dlk.contract %a at #left, %b at #right : memref<3x4x5xf32>, memref<5x16xf32> sizes [3, 4, 16] over [5] slice %slice of 1 by 0 along -1 maps [#moved] ins() outs(%s : memref<4x16xf32>) {
  ^bb0(%n: index, %m: index, %c: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// -----

#left = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#right = affine_map<(d0, d1, d2, d3) -> (d3, d2)>
#images = affine_map<(d0, d1, d2) -> (d0, d2)>
func.func @sum_of_integers(%slice: index, %a: memref<3x4x5xi32>, %b: memref<5x16xi32>, %s: memref<3x16xi32>) {
  // expected-error@+1 {{'dlk.contract' op output 0 is a sum of type 'memref<3x16xi32>'}}
  dlk.contract %a at #left, %b at #right : memref<3x4x5xi32>, memref<5x16xi32> sizes [3, 4, 16] over [5] slice %slice of 1 by 0 along -1 maps [#images] ins() outs(%s : memref<3x16xi32>) {
  ^bb0(%n: index, %m: index, %c: index, %sum: i32):
    dlk.yield %sum : i32
  }
  return
}

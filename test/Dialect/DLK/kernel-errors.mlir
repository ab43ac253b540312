// RUN: dlc-opt %s -split-input-file -verify-diagnostics
// What every kernel op promises, each broken once.

#row = affine_map<(d0, d1) -> (d0, d1)>
func.func @too_few_maps(%slice: index, %x: memref<4x8xf32>, %y: memref<4x8xf32>) {
  // expected-error@+1 {{'dlk.rows' op has 1 maps for 2 inputs and outputs}}
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#row] ins(%x : memref<4x8xf32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
#flat = affine_map<(d0) -> (d0)>
func.func @map_of_another_rank(%slice: index, %x: memref<8xf32>, %y: memref<4x8xf32>) {
  // expected-error@+1 {{'dlk.rows' op map affine_map<(d0) -> (d0)> does not take 2 indices to the 1 of 'memref<8xf32>'}}
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#flat, #row] ins(%x : memref<8xf32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
#first = affine_map<(d0, d1) -> (d0)>
func.func @output_of_another_rank(%slice: index, %x: memref<4x8xf32>, %y: memref<4x8xf32>) {
  // expected-error@+1 {{'dlk.rows' op map affine_map<(d0, d1) -> (d0)> does not take 2 indices to the 2 of 'memref<4x8xf32>'}}
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#row, #first] ins(%x : memref<4x8xf32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
func.func @too_few_arguments(%slice: index, %x: memref<4x8xf32>, %y: memref<4x8xf32>) {
  // expected-error@+1 {{'dlk.rows' op region has 2 arguments, expected 3}}
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#row, #row] ins(%x : memref<4x8xf32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
func.func @too_many_yielded(%slice: index, %x: memref<4x8xf32>, %y: memref<4x8xf32>) {
  // expected-error@+1 {{'dlk.rows' op region yields 2 values for 1 outputs}}
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#row, #row] ins(%x : memref<4x8xf32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e, %e : f32, f32
  }
  return
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
func.func @split_beyond_the_last_dimension(%slice: index, %x: memref<4x8xf32>, %y: memref<4x8xf32>) {
  // expected-error@+1 {{'dlk.rows' op cannot be split along dimension 2}}
  dlk.rows sizes [4, 8] slice %slice of 2 by 4 along 2 maps [#row, #row] ins(%x : memref<4x8xf32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
func.func @slices_of_nothing(%slice: index, %x: memref<4x8xf32>, %y: memref<4x8xf32>) {
  // expected-error@+1 {{'dlk.rows' op cannot be split along dimension -1}}
  dlk.rows sizes [4, 8] slice %slice of 2 by 2 along -1 maps [#row, #row] ins(%x : memref<4x8xf32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
func.func @slices_too_short(%slice: index, %x: memref<4x8xf32>, %y: memref<4x8xf32>) {
  // expected-error@+1 {{'dlk.rows' op slices leave part of dimension 0 undone}}
  dlk.rows sizes [4, 8] slice %slice of 3 by 1 along 0 maps [#row, #row] ins(%x : memref<4x8xf32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
#column = affine_map<(d0, d1) -> (d1)>
func.func @columns_without_result(%slice: index, %x: memref<4x8xf32>, %y: memref<8xf32>) {
  // expected-error@+1 {{'dlk.columns' op region yields 0 values for 1 outputs}}
  dlk.columns add sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#row, #column] ins(%x : memref<4x8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield
  }
  return
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
#first = affine_map<(d0, d1) -> (d0)>
func.func @reduces_the_innermost(%slice: index, %x: memref<4x8xf32>, %y: memref<4xf32>) {
  // expected-error@+1 {{'dlk.columns' op cannot reduce dimension 1 of 2: vectors run along the innermost}}
  dlk.columns add over 1 sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#row, #first] ins(%x : memref<4x8xf32>) outs(%y : memref<4xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
#second = affine_map<(d0, d1) -> (d1)>
func.func @split_along_the_reduced(%slice: index, %x: memref<4x8xf32>, %y: memref<8xf32>) {
  // expected-error@+1 {{'dlk.columns' op cannot be split along the dimension that it reduces}}
  dlk.columns add sizes [4, 8] slice %slice of 2 by 2 along 0 maps [#row, #second] ins(%x : memref<4x8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// -----

#all = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#outer = affine_map<(d0, d1, d2) -> (d0, d1)>
func.func @output_of_the_reduced(%slice: index, %x: memref<2x4x8xf32>, %y: memref<2x4xf32>) {
  // expected-error@+1 {{'dlk.columns' op output map affine_map<(d0, d1, d2) -> (d0, d1)> depends on the reduced dimension}}
  dlk.columns add over 1 sizes [2, 4, 8] slice %slice of 1 by 0 along -1 maps [#all, #outer] ins(%x : memref<2x4x8xf32>) outs(%y : memref<2x4xf32>) {
  ^bb0(%i: index, %j: index, %k: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// RUN: dlc-opt %s -split-input-file -verify-diagnostics
// What the ops for rows of a table refuse.

func.func @load_outside(%table: memref<9x8xf32>, %i: index) {
  // expected-error@+1 {{'dlk.load' op expects parent op to be one of 'dlk.rows, dlk.columns, dlk.contract'}}
  %value = dlk.load %table[%i, %i] : memref<9x8xf32> -> f32
  return
}

// -----

#first = affine_map<(d0, d1) -> (d0)>
#row = affine_map<(d0, d1) -> (d0, d1)>
func.func @load_of_vector(%slice: index, %table: memref<9xf32>, %index: memref<4xi32>, %y: memref<4x8xf32>) {
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#first, #row] ins(%index : memref<4xi32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: i32):
    %at = arith.index_cast %e : i32 to index
    // expected-error@+1 {{'dlk.load' op needs memory of rows, of rank 2, got 'memref<9xf32>'}}
    %value = dlk.load %table[%at] : memref<9xf32> -> f32
    dlk.yield %value : f32
  }
  return
}

// -----

#first = affine_map<(d0, d1) -> (d0)>
#row = affine_map<(d0, d1) -> (d0, d1)>
func.func @load_with_one_index(%slice: index, %table: memref<9x8xf32>, %index: memref<4xi32>, %y: memref<4x8xf32>) {
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#first, #row] ins(%index : memref<4xi32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: i32):
    %at = arith.index_cast %e : i32 to index
    // expected-error@+1 {{'dlk.load' op needs 2 indices into 'memref<9x8xf32>', got 1}}
    %value = dlk.load %table[%at] : memref<9x8xf32> -> f32
    dlk.yield %value : f32
  }
  return
}

// -----

#first = affine_map<(d0, d1) -> (d0)>
#row = affine_map<(d0, d1) -> (d0, d1)>
func.func @load_of_another_type(%slice: index, %table: memref<9x8xf64>, %index: memref<4xi32>, %y: memref<4x8xf32>) {
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#first, #row] ins(%index : memref<4xi32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: i32):
    %at = arith.index_cast %e : i32 to index
    // expected-error@+1 {{'dlk.load' op gives an element of 'memref<9x8xf64>', not 'f32'}}
    %value = dlk.load %table[%at, %j] : memref<9x8xf64> -> f32
    dlk.yield %value : f32
  }
  return
}

// -----

#first = affine_map<(d0, d1) -> (d0)>
#row = affine_map<(d0, d1) -> (d0, d1)>
func.func @load_at_computed_column(%slice: index, %table: memref<9x8xf32>, %index: memref<4xi32>, %y: memref<4x8xf32>) {
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#first, #row] ins(%index : memref<4xi32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: i32):
    %at = arith.index_cast %e : i32 to index
    // expected-error@+1 {{'dlk.load' op needs the innermost index of its region as the last one}}
    %value = dlk.load %table[%j, %at] : memref<9x8xf32> -> f32
    dlk.yield %value : f32
  }
  return
}

// -----

#first = affine_map<(d0, d1) -> (d0)>
#row = affine_map<(d0, d1) -> (d0, d1)>
func.func @load_at_outer_column(%slice: index, %table: memref<9x8xf32>, %index: memref<4xi32>, %y: memref<4x8xf32>) {
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#first, #row] ins(%index : memref<4xi32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: i32):
    %at = arith.index_cast %e : i32 to index
    // expected-error@+1 {{'dlk.load' op needs the innermost index of its region as the last one}}
    %value = dlk.load %table[%at, %i] : memref<9x8xf32> -> f32
    dlk.yield %value : f32
  }
  return
}

// -----

func.func @scatter_to_vector(%base: memref<9xf32>, %index: memref<4xi32>, %updates: memref<4xf32>) {
  // expected-error@+1 {{'dlk.scatter_add' op needs a base of rows of floating-point numbers, of rank 2, got 'memref<9xf32>'}}
  dlk.scatter_add %base, %index, %updates : memref<9xf32>, memref<4xi32>, memref<4xf32>
  return
}

// -----

func.func @scatter_of_integers(%base: memref<9x8xi32>, %index: memref<4xi32>, %updates: memref<4x8xi32>) {
  // expected-error@+1 {{'dlk.scatter_add' op needs a base of rows of floating-point numbers, of rank 2, got 'memref<9x8xi32>'}}
  dlk.scatter_add %base, %index, %updates : memref<9x8xi32>, memref<4xi32>, memref<4x8xi32>
  return
}

// -----

func.func @scatter_at_matrix(%base: memref<9x8xf32>, %index: memref<4x1xi32>, %updates: memref<4x8xf32>) {
  // expected-error@+1 {{'dlk.scatter_add' op needs indices i32 or i64 of rank 1, got 'memref<4x1xi32>'}}
  dlk.scatter_add %base, %index, %updates : memref<9x8xf32>, memref<4x1xi32>, memref<4x8xf32>
  return
}

// -----

func.func @scatter_at_bytes(%base: memref<9x8xf32>, %index: memref<4xi8>, %updates: memref<4x8xf32>) {
  // expected-error@+1 {{'dlk.scatter_add' op needs indices i32 or i64 of rank 1, got 'memref<4xi8>'}}
  dlk.scatter_add %base, %index, %updates : memref<9x8xf32>, memref<4xi8>, memref<4x8xf32>
  return
}

// -----

func.func @scatter_of_another_width(%base: memref<9x8xf32>, %index: memref<4xi32>, %updates: memref<4x7xf32>) {
  // expected-error@+1 {{'dlk.scatter_add' op needs updates of type 'memref<4x8xf32>', got 'memref<4x7xf32>'}}
  dlk.scatter_add %base, %index, %updates : memref<9x8xf32>, memref<4xi32>, memref<4x7xf32>
  return
}

// -----

func.func @scatter_of_another_count(%base: memref<9x8xf32>, %index: memref<4xi32>, %updates: memref<5x8xf32>) {
  // expected-error@+1 {{'dlk.scatter_add' op needs updates of type 'memref<4x8xf32>', got 'memref<5x8xf32>'}}
  dlk.scatter_add %base, %index, %updates : memref<9x8xf32>, memref<4xi32>, memref<5x8xf32>
  return
}

// -----

func.func @scatter_of_another_type(%base: memref<9x8xf32>, %index: memref<4xi32>, %updates: memref<4x8xf64>) {
  // expected-error@+1 {{'dlk.scatter_add' op needs updates of type 'memref<4x8xf32>', got 'memref<4x8xf64>'}}
  dlk.scatter_add %base, %index, %updates : memref<9x8xf32>, memref<4xi32>, memref<4x8xf64>
  return
}

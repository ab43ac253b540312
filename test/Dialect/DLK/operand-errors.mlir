// RUN: dlc-opt %s -split-input-file -verify-diagnostics
// Operands and attributes that the definitions of the ops refuse.

func.func @view_of_unknown_shape(%call: !llvm.ptr) {
  // expected-error@+1 {{'dlk.view' op result #0 must be statically shaped memref of any type values, but got 'memref<?xf32>'}}
  %x = dlk.view %call inputs[0] at 0 : memref<?xf32>
  return
}

// -----

func.func @view_of_unknown_space(%call: !llvm.ptr) {
  // expected-error@+2 {{failed to parse DLK_SpaceAttr parameter 'value'}}
  // expected-error@+1 {{custom op 'dlk.view' expected ::dlc::dlk::Space to be one of: parameters, state, optimizer, gradients, workspace, inputs, targets, outputs, seed, step, n_valid, lr_scale}}
  %x = dlk.view %call heap[0] at 0 : memref<4xf32>
  return
}

// -----

func.func @barrier_of_wide_team(%call: !llvm.ptr, %threads: i64) {
  // expected-note@-1 {{prior use here}}
  // expected-error@+1 {{use of value '%threads' expects different type than prior uses: 'i32' vs 'i64'}}
  dlk.barrier %call, %threads
  return
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
func.func @fold_to_another_type(%slice: index, %x: memref<4x8xf32>, %y: memref<4x8xf64>) {
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#row, #row] ins(%x : memref<4x8xf32>) outs(%y : memref<4x8xf64>) {
  ^bb0(%i: index, %j: index, %e: f32):
    // expected-error@+1 {{'dlk.fold' op requires the same type for all operands and results}}
    %f = "dlk.fold"(%e) <{combine = #dlk<combine add>}> : (f32) -> f64
    dlk.yield %f : f64
  }
  return
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
func.func @fold_of_memory(%slice: index, %x: memref<4x8xf32>) {
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#row, #row] ins(%x : memref<4x8xf32>) outs(%x : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    // expected-error@+1 {{'dlk.fold' op operand #0 must be floating-point or signless integer or index, but got 'memref<4x8xf32>'}}
    %f = dlk.fold add %x : memref<4x8xf32>
    dlk.yield %e : f32
  }
  return
}

// -----

func.func @fold_outside(%x: f32) {
  // expected-error@+1 {{'dlk.fold' op expects parent op 'dlk.rows'}}
  %y = dlk.fold add %x : f32
  return
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
#column = affine_map<(d0, d1) -> (d1)>
func.func @fold_in_columns(%slice: index, %x: memref<4x8xf32>, %y: memref<8xf32>) {
  dlk.columns add sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#row, #column] ins(%x : memref<4x8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    // expected-error@+1 {{'dlk.fold' op expects parent op 'dlk.rows'}}
    %f = dlk.fold add %e : f32
    dlk.yield %f : f32
  }
  return
}

// -----

func.func @yield_outside(%x: f32) {
  // expected-error@+1 {{'dlk.yield' op expects parent op to be one of 'dlk.rows, dlk.columns, dlk.contract'}}
  dlk.yield %x : f32
}

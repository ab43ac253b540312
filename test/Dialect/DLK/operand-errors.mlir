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

func.func @fold_to_another_type(%x: f32) {
  // expected-error@+1 {{'dlk.fold' op requires the same type for all operands and results}}
  %y = "dlk.fold"(%x) <{combine = #dlk<combine add>}> : (f32) -> f64
  return
}

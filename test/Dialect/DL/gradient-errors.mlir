// RUN: dlc-opt %s -split-input-file -verify-diagnostics
// What `dl.gradient` refuses.

func.func @outside(%x: tensor<f32>) {
  // expected-error@+1 {{'dl.gradient_of' op expects parent op 'dl.gradient'}}
  dl.gradient_of %x : tensor<f32>
}

// -----

func.func @result_type(%x: tensor<4xf32>) {
  // expected-error@+1 {{has operands of types ('tensor<4xf32>') and gradients of types ('tensor<f32>')}}
  %d = dl.gradient "y" of ["x"] (%x) {
  ^bb0(%a: tensor<4xf32>):
    dl.gradient_of %a : tensor<4xf32>
  } : (tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @names(%x: tensor<4xf32>) {
  // expected-error@+1 {{has 1 operands and 2 names}}
  %d = dl.gradient "y" of ["x", "z"] (%x) {
  ^bb0(%a: tensor<4xf32>):
    dl.gradient_of %a : tensor<4xf32>
  } : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @arguments(%x: tensor<4xf32>) {
  // expected-error@+1 {{has operands of types ('tensor<4xf32>') and a region of arguments ()}}
  %d = dl.gradient "y" of ["x"] (%x) {
    dl.gradient_of %x : tensor<4xf32>
  } : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @terminator(%x: tensor<4xf32>) {
  // expected-error@+1 {{must end with 'dl.gradient_of', got 'llvm.unreachable'}}
  %d = dl.gradient "y" of ["x"] (%x) {
  ^bb0(%a: tensor<4xf32>):
    llvm.unreachable
  } : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @no_derivative(%x: tensor<4xf32>, %i: tensor<i32>) {
  %d = dl.gradient "y" of ["x"] (%x) {
  ^bb0(%a: tensor<4xf32>):
    // expected-error@+1 {{'dl.gradient_of' op operand #0 must be statically shaped tensor of}}
    dl.gradient_of %i : tensor<i32>
  } : (tensor<4xf32>) -> tensor<4xf32>
  return
}

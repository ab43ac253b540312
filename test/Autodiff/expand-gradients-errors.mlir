// RUN: dlc-opt %s --split-input-file --verify-diagnostics --dl-expand-gradients
// Gradients that do not exist.

func.func @independent(%x: tensor<f32>, %z: tensor<f32>) -> tensor<f32> {
  // expected-error @+1 {{'x' does not influence 'y'}}
  %d = dl.gradient "y" of ["x"] (%x) {
  ^bb0(%a: tensor<f32>):
    %y = dl.mul %z, %z : tensor<f32>
    dl.gradient_of %y : tensor<f32>
  } : (tensor<f32>) -> tensor<f32>
  return %d : tensor<f32>
}

// -----

func.func @cut_off(%x: tensor<4xf32>) -> tensor<4xf32> {
  %d = dl.gradient "y" of ["x"] (%x) {
  ^bb0(%a: tensor<4xf32>):
    // expected-error @+2 {{no gradient of 'y' reaches 'x': every way leads through ops without derivative}}
    // expected-note @+1 {{'dl.cast' has no derivative other than zero and cuts off 'x': 'dl.cast' -> 'dl.cast' -> 'y'}}
    %whole = dl.cast %a : tensor<4xf32> -> tensor<4xi32>
    %y = dl.cast %whole : tensor<4xi32> -> tensor<4xf32>
    dl.gradient_of %y : tensor<4xf32>
  } : (tensor<4xf32>) -> tensor<4xf32>
  return %d : tensor<4xf32>
}

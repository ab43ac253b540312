// RUN: dlc-opt %s --split-input-file -verify-diagnostics --dl-build-steps

// A parameter all of whose ways to the loss are stopped would never move.
module {
  dl.variable @w parameter : tensor<f32> init "ones" trainable
  func.func @forward(%w: tensor<f32> {dl.role = "parameter", dl.name = "w"}) -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    // expected-error @+2 {{no gradient of 'loss' reaches 'w': every way leads through ops without derivative}}
    // expected-note @+1 {{'dl.stop_gradient' has no derivative other than zero and cuts off 'w': 'dl.stop_gradient' -> 'dl.mul' -> 'loss'}}
    %s = dl.stop_gradient %w : tensor<f32>
    %loss = dl.mul %s, %s : tensor<f32>
    return %loss : tensor<f32>
  }
}

// -----

// An op without derivative behind it is no obstacle.
module {
  dl.variable @w parameter : tensor<f32> init "ones" trainable
  func.func @forward(%w: tensor<f32> {dl.role = "parameter", dl.name = "w"}) -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %s = dl.stop_gradient %w : tensor<f32>
    %i = dl.cast %s : tensor<f32> -> tensor<i32>
    %f = dl.cast %i : tensor<i32> -> tensor<f32>
    %loss = dl.mul %w, %f : tensor<f32>
    return %loss : tensor<f32>
  }
}

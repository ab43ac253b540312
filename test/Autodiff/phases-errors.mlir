// RUN: dlc-opt %s --split-input-file --verify-diagnostics --dl-build-steps

module attributes {dl.train = {phases = [{name = "only", loss = "h_loss"}]}} {
  dl.variable @w parameter : tensor<3xf32> init "zeros" trainable
  // expected-error @+1 {{'@forward' needs a result of role 'loss' named 'h_loss', a floating-point scalar}}
  func.func @forward(%w: tensor<3xf32> {dl.role = "parameter", dl.name = "w"}) -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %0 = dl.reduce_sum %w axes [0] : tensor<3xf32> -> tensor<f32>
    return %0 : tensor<f32>
  }
}

// -----

// A running mean of a layer that no phase trains.
module attributes {dl.train = {phases = [{name = "only", loss = "loss", update = ["w"]}]}} {
  dl.variable @w parameter : tensor<3xf32> init "zeros" trainable
  dl.variable @v parameter : tensor<3xf32> init "zeros" trainable
  dl.variable @v.mean state : tensor<f32> init "zeros" persistent
  // expected-warning @+1 {{the state 'v.mean' never changes: no phase's 'update' matches it}}
  func.func @forward(%w: tensor<3xf32> {dl.role = "parameter", dl.name = "w"}) -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}, tensor<f32> {dl.role = "state", dl.name = "v.mean"}) {
    %0 = dl.reduce_sum %w axes [0] : tensor<3xf32> -> tensor<f32>
    return %0, %0 : tensor<f32>, tensor<f32>
  }
}

// -----

// expected-error @+1 {{phase 'second' has no parameter to train}}
module attributes {dl.train = {freeze = ["w"], phases = [{name = "second", loss = "loss"}]}} {
  dl.variable @w parameter : tensor<3xf32> init "zeros"
  func.func @forward(%w: tensor<3xf32> {dl.role = "parameter", dl.name = "w"}) -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %0 = dl.reduce_sum %w axes [0] : tensor<3xf32> -> tensor<f32>
    return %0 : tensor<f32>
  }
}

// -----

// What a phase trains must reach its loss.
module attributes {dl.train = {phases = [{name = "only", loss = "loss"}]}} {
  dl.variable @w parameter : tensor<3xf32> init "zeros" trainable
  // expected-error @+1 {{'v' does not influence 'loss'}}
  dl.variable @v parameter : tensor<3xf32> init "zeros" trainable
  func.func @forward(%w: tensor<3xf32> {dl.role = "parameter", dl.name = "w"},
                     %v: tensor<3xf32> {dl.role = "parameter", dl.name = "v"}) -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %0 = dl.reduce_sum %w axes [0] : tensor<3xf32> -> tensor<f32>
    return %0 : tensor<f32>
  }
}

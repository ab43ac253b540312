// RUN: dlc-opt %s --split-input-file --verify-diagnostics --dl-build-steps

module {
  dl.variable @w parameter : tensor<f32> init "ones" trainable
  // expected-error @+1 {{argument 0 of '@forward', parameter 'v' of type 'tensor<f32>', is neither declared as such nor a known scalar}}
  func.func @forward(%w: tensor<f32> {dl.role = "parameter", dl.name = "v"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    return %w : tensor<f32>
  }
}

// -----

module {
  dl.variable @w parameter : tensor<f32> init "ones" trainable
  // expected-error @+1 {{'@forward' needs a result of role 'loss', a floating-point scalar}}
  func.func @forward(%w: tensor<f32> {dl.role = "parameter", dl.name = "w"})
      -> (tensor<f32> {dl.role = "metric", dl.name = "loss"}) {
    return %w : tensor<f32>
  }
}

// -----

module {
  dl.variable @w parameter : tensor<f32> init "ones" trainable
  // expected-error @+1 {{'w.exp_avg' is the name that a buffer of 'w' needs}}
  dl.variable @w.exp_avg parameter : tensor<f32> init "ones" trainable
  func.func @forward(%w: tensor<f32> {dl.role = "parameter", dl.name = "w"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    return %w : tensor<f32>
  }
}

// -----

module {
  // expected-error @+1 {{initialiser 'normal' draws numbers of floating-point type, but 'count' has type 'tensor<i64>'}}
  dl.variable @count state : tensor<i64> init "normal" {mean = 0.0, std = 1.0}
}

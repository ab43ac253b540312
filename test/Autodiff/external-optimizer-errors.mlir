// RUN: dlc-opt %s --dl-build-steps=external-optimizer --verify-diagnostics
// What an optimizer of the caller's does not know of is not left out silently.

// expected-warning @+3 {{'accumulate' has no effect with an external optimizer}}
// expected-warning @+2 {{'clip' has no effect with an external optimizer}}
// expected-warning @+1 {{'schedule' has no effect with an external optimizer}}
module attributes {dl.batch = 4 : i64, dl.train = {accumulate = 2 : i64, l2 = 1.0e-3, clip = {kind = "value", value = 1.0}, schedule = {kind = "warmup", warmup = 10 : i64}}} {
  dl.variable @w parameter : tensor<3xf32> init "zeros" trainable
  func.func @forward(%w: tensor<3xf32> {dl.role = "parameter", dl.name = "w"},
                     %x: tensor<4x3xf32> {dl.role = "input", dl.name = "x"},
                     %seed: tensor<i64> {dl.role = "scalar", dl.name = "seed"},
                     %step: tensor<i64> {dl.role = "scalar", dl.name = "step"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %noise = dl.random_uniform %seed, %step {low = 0.0 : f64, high = 1.0 : f64, stream = 7 : i64} : tensor<4x3xf32>
    %rows = dl.broadcast %w dims [1] : tensor<3xf32> -> tensor<4x3xf32>
    %p = dl.mul %x, %rows : tensor<4x3xf32>
    %e = dl.mul %p, %noise : tensor<4x3xf32>
    %loss = dl.reduce_sum %e axes [0, 1] : tensor<4x3xf32> -> tensor<f32>
    return %loss : tensor<f32>
  }
}

// RUN: dlc-opt %s --dl-build-steps=external-optimizer | FileCheck %s --implicit-check-not=@train_step --implicit-check-not=@apply --implicit-check-not="dl.role = \"optimizer\""
// The step ends at the gradients, and the optimizer's memory is the caller's.

// CHECK-NOT: optimizer :
// CHECK: dl.variable @"grad:w" gradient : tensor<3xf32>
// CHECK-LABEL: func.func @gradients(
// CHECK-SAME: -> (tensor<3xf32> {dl.name = "w", dl.role = "gradient"}
module attributes {dl.batch = 4 : i64, dl.train = {optimizer = {kind = "adam"}}} {
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

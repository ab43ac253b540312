// RUN: dlc-opt %s --dl-build-steps | FileCheck %s
// A cosine without a length of its own ends with the run, whose length the caller says.

// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[TOTAL:[^:]*]]: tensor<i64> {dl.name = "total_steps", dl.role = "scalar"}
// CHECK: %[[LENGTH:.*]] = dl.cast %[[TOTAL]] : tensor<i64> -> tensor<f64>
// CHECK: %[[WARMUP:.*]] = dl.constant dense<-1.000000e+01> : tensor<f64>
// CHECK: %[[REST:.*]] = dl.add %[[LENGTH]], %[[WARMUP]]
// CHECK: %[[ATLEAST:.*]] = dl.max %[[REST]], %{{.*}} : tensor<f64>
// CHECK: dl.div %{{.*}}, %[[ATLEAST]]
// CHECK: dl.cos
// CHECK-LABEL: func.func @gradients(
// CHECK-NOT: total_steps
// CHECK-LABEL: func.func @apply(
// CHECK-SAME: total_steps
module attributes {dl.batch = 4 : i64, dl.train = {optimizer = {kind = "sgd"}, schedule = {kind = "warmup_cosine", warmup = 10 : i64, steps = 0 : i64}}} {
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

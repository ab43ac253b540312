// RUN: dlc-opt %s --dl-build-steps | FileCheck %s --implicit-check-not=@forward --implicit-check-not=@eval

// CHECK: dl.variable @w
// CHECK: dl.variable @metrics.loss.sum state : tensor<f64> init "zeros"
// CHECK: dl.variable @metrics.loss.count state : tensor<f64> init "zeros"
// CHECK: dl.variable @metrics.error.sum state
// CHECK: dl.variable @metrics.error.count state
// CHECK: dl.variable @w.momentum_buffer optimizer : tensor<3xf32> init "zeros"
// CHECK: dl.variable @"grad:w" gradient : tensor<3xf32> init "zeros"

// Everything but gradients starts here.
// CHECK-LABEL: func.func @init
// CHECK-SAME: -> (tensor<3xf32> {dl.name = "w", dl.role = "parameter"}, tensor<f64> {dl.name = "metrics.loss.sum", dl.role = "state"}
// CHECK-SAME: tensor<3xf32> {dl.name = "w.momentum_buffer", dl.role = "optimizer"})

// Forward, backward, optimizer and sums. The seed is not used and no argument.
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[W:[^:]*]]: tensor<3xf32> {dl.name = "w", dl.role = "parameter"}
// CHECK-SAME: %[[LOSSES:[^:]*]]: tensor<f64> {dl.name = "metrics.loss.sum", dl.role = "state"}
// CHECK-SAME: %[[BUFFER:[^:]*]]: tensor<3xf32> {dl.name = "w.momentum_buffer", dl.role = "optimizer"}
// CHECK-SAME: %[[X:[^:]*]]: tensor<4x3xf32> {dl.limit = 7 : i64, dl.name = "x", dl.role = "input"}
// CHECK-SAME: tensor<4x3xf32> {dl.name = "y", dl.role = "target"}
// CHECK-SAME: tensor<i64> {dl.name = "step", dl.role = "scalar"}
// CHECK-SAME: %[[N:[^:]*]]: tensor<i64> {dl.name = "n_valid", dl.role = "scalar"}
// CHECK-SAME: %[[SCALE:[^:]*]]: tensor<f32> {dl.name = "lr_scale", dl.role = "scalar"}
// CHECK-SAME: -> (tensor<3xf32> {dl.name = "w", dl.role = "parameter"}, tensor<3xf32> {dl.name = "w.momentum_buffer", dl.role = "optimizer"}
// CHECK-SAME: tensor<f32> {dl.name = "loss", dl.role = "loss"})
// CHECK: %[[LOSS:.*]] = dl.div
// CHECK: %[[DW:.*]] = dl.reduce_sum %{{.*}} axes [0] : tensor<4x3xf32> -> tensor<3xf32>
// CHECK: %[[NEXT:.*]] = dl.add %{{.*}}, %{{.*}} : tensor<3xf32>
// CHECK: %[[WNEXT:.*]] = dl.sub %[[W]], %{{.*}} : tensor<3xf32>
// CHECK: dl.cast %[[LOSS]] : tensor<f32> -> tensor<f64>
// CHECK: %[[SUM:.*]] = dl.add %[[LOSSES]]
// CHECK: return %[[WNEXT]], %[[NEXT]], %[[SUM]], {{.*}}, %[[LOSS]]

// CHECK-LABEL: func.func @gradients(
// CHECK-NOT: lr_scale
// CHECK-SAME: -> (tensor<3xf32> {dl.name = "w", dl.role = "gradient"}, tensor<f64> {dl.name = "metrics.loss.sum"
// CHECK-NOT: dl.sub %{{.*}} : tensor<3xf32>

// CHECK-LABEL: func.func @apply(
// CHECK-SAME: %[[G:[^:]*]]: tensor<3xf32> {dl.name = "w", dl.role = "gradient"}
// CHECK-SAME: -> (tensor<3xf32> {dl.name = "w", dl.role = "parameter"}, tensor<3xf32> {dl.name = "w.momentum_buffer", dl.role = "optimizer"})

// CHECK-LABEL: func.func @eval_step(
// CHECK-SAME: -> (tensor<f64> {dl.name = "metrics.loss.sum", dl.role = "state"}
// CHECK-SAME: tensor<f32> {dl.name = "loss", dl.role = "loss"})

// CHECK-LABEL: func.func @predict(
module attributes {dl.batch = 4 : i64, dl.train = {optimizer = {kind = "momentum", lr = 1.0e-2 : f64}}} {
  dl.variable @w parameter : tensor<3xf32> init "uniform" {low = -1.0, high = 1.0} trainable
  func.func @forward(%w: tensor<3xf32> {dl.role = "parameter", dl.name = "w"},
                     %x: tensor<4x3xf32> {dl.role = "input", dl.name = "x", dl.limit = 7 : i64},
                     %y: tensor<4x3xf32> {dl.role = "target", dl.name = "y"},
                     %n: tensor<i64> {dl.role = "scalar", dl.name = "n_valid"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}, tensor<f32> {dl.role = "metric", dl.name = "error"}) {
    %rows = dl.broadcast %w dims [1] : tensor<3xf32> -> tensor<4x3xf32>
    %p = dl.mul %x, %rows : tensor<4x3xf32>
    %e = dl.squared_error %p, %y : tensor<4x3xf32>
    %sum = dl.reduce_sum %e axes [0, 1] : tensor<4x3xf32> -> tensor<f32>
    %count = dl.cast %n : tensor<i64> -> tensor<f32>
    %loss = dl.div %sum, %count : tensor<f32>
    %error = dl.sqrt %loss : tensor<f32>
    return %loss, %error : tensor<f32>, tensor<f32>
  }
  func.func @eval(%w: tensor<3xf32> {dl.role = "parameter", dl.name = "w"},
                  %x: tensor<4x3xf32> {dl.role = "input", dl.name = "x", dl.limit = 7 : i64},
                  %y: tensor<4x3xf32> {dl.role = "target", dl.name = "y"},
                  %n: tensor<i64> {dl.role = "scalar", dl.name = "n_valid"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}, tensor<f32> {dl.role = "metric", dl.name = "error"}) {
    %rows = dl.broadcast %w dims [1] : tensor<3xf32> -> tensor<4x3xf32>
    %p = dl.mul %x, %rows : tensor<4x3xf32>
    %e = dl.squared_error %p, %y : tensor<4x3xf32>
    %sum = dl.reduce_sum %e axes [0, 1] : tensor<4x3xf32> -> tensor<f32>
    %count = dl.cast %n : tensor<i64> -> tensor<f32>
    %loss = dl.div %sum, %count : tensor<f32>
    %error = dl.sqrt %loss : tensor<f32>
    return %loss, %error : tensor<f32>, tensor<f32>
  }
  func.func @predict(%w: tensor<3xf32> {dl.role = "parameter", dl.name = "w"}) -> (tensor<3xf32> {dl.role = "output", dl.name = "w"}) {
    return %w : tensor<3xf32>
  }
}

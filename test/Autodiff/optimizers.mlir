// RUN: dlc-opt %s --split-input-file --dl-build-steps --canonicalize --cse | FileCheck %s

// Their values are tested in Golden; here, that numbers which do not depend on the element are
// computed once, in f64, and that the work for each element is small.

// CHECK: dl.variable @w.exp_avg optimizer : tensor<5xf32> init "zeros"
// CHECK: dl.variable @w.exp_avg_sq optimizer : tensor<5xf32> init "zeros"
// CHECK-LABEL: func.func @apply
// CHECK: dl.exp %{{.*}} : tensor<f64>
// CHECK-NOT: dl.exp
// CHECK-NOT: dl.div %{{.*}} : tensor<5xf32>
// CHECK: dl.exp %{{.*}} : tensor<f64>
// CHECK-COUNT-1: dl.sqrt %{{.*}} : tensor<5xf32>
// CHECK-NOT: dl.sqrt
// CHECK-COUNT-1: dl.div %{{.*}} : tensor<5xf32>
// CHECK-NOT: dl.div
// CHECK: return
module attributes {dl.train = {optimizer = {kind = "adam"}}} {
  dl.variable @w parameter : tensor<5xf32> init "ones" trainable
  func.func @forward(%w: tensor<5xf32> {dl.role = "parameter", dl.name = "w"}) -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %loss = dl.reduce_sum %w axes [0] : tensor<5xf32> -> tensor<f32>
    return %loss : tensor<f32>
  }
}

// -----

// Without momentum there is nothing to remember.
// CHECK-NOT: optimizer :
// CHECK-LABEL: func.func @apply
// CHECK-SAME: (%[[W:.*]]: tensor<5xf32> {dl.name = "w", dl.role = "parameter"}, %[[G:.*]]: tensor<5xf32> {dl.name = "w", dl.role = "gradient"}, %[[SCALE:.*]]: tensor<f32>
// CHECK: %[[RATE:.*]] = dl.broadcast %{{.*}} dims [] : tensor<f32> -> tensor<5xf32>
// CHECK: %[[MOVE:.*]] = dl.mul %[[G]], %[[RATE]]
// CHECK: %[[NEXT:.*]] = dl.sub %[[W]], %[[MOVE]]
// CHECK: return %[[NEXT]]
module attributes {dl.train = {optimizer = {kind = "sgd", lr = 1.0, momentum = 0.0}}} {
  dl.variable @w parameter : tensor<5xf32> init "ones" trainable
  func.func @forward(%w: tensor<5xf32> {dl.role = "parameter", dl.name = "w"}) -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %loss = dl.reduce_sum %w axes [0] : tensor<5xf32> -> tensor<f32>
    return %loss : tensor<f32>
  }
}

// -----

// The train block's weight_decay, and a buffer that does not start at zero.
// CHECK: dl.variable @w.sum optimizer : tensor<5xf32> init "constant" {value = 1.000000e-01 : f64}
// CHECK-LABEL: func.func @apply
// CHECK: %[[DECAY:.*]] = dl.constant dense<5.0{{.*}}> : tensor<5xf32>
// CHECK: dl.mul %{{.*}}, %[[DECAY]]
module attributes {dl.train = {optimizer = {kind = "adagrad", initial_accumulator = 0.1}, weight_decay = 0.5}} {
  dl.variable @w parameter : tensor<5xf32> init "ones" trainable
  func.func @forward(%w: tensor<5xf32> {dl.role = "parameter", dl.name = "w"}) -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %loss = dl.reduce_sum %w axes [0] : tensor<5xf32> -> tensor<f32>
    return %loss : tensor<f32>
  }
}

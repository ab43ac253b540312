// RUN: dlc-opt %s --dl-build-steps | FileCheck %s
// Each phase has its loss, its parameters, its optimizer, its metrics and its noise.

// A parameter of no phase is not trained.
// CHECK: dl.variable @frozen parameter : tensor<3xf32> init "zeros"{{$}}
// CHECK-DAG: dl.variable @metrics.d_loss.sum state
// CHECK-DAG: dl.variable @metrics.g_loss.sum state
// CHECK-DAG: dl.variable @discriminator.d.w.exp_avg optimizer
// CHECK-DAG: dl.variable @generator.g.w.momentum_buffer optimizer
// CHECK-DAG: dl.variable @generator.updates optimizer : tensor<i64>
// CHECK-NOT: discriminator.updates

// The first phase, with the metric that no phase names, the state of what it trains, and even noise.
// CHECK-LABEL: func.func @train_step.discriminator(
// CHECK-SAME: -> (tensor<3xf32> {dl.name = "d.w", dl.role = "parameter"}
// CHECK-NOT: dl.name = "g.w", dl.role = "parameter"}
// CHECK-SAME: {dl.name = "d.seen", dl.role = "state"}
// CHECK-SAME: {dl.name = "metrics.d_loss.sum", dl.role = "state"}
// CHECK-SAME: {dl.name = "metrics.first.sum", dl.role = "state"}
// CHECK-NOT: metrics.second
// CHECK: %[[TWO:.*]] = dl.constant dense<2> : tensor<i64>
// CHECK: %[[TWICE:.*]] = dl.mul %{{.*}}, %[[TWO]] : tensor<i64>
// CHECK: %[[INDEX:.*]] = dl.constant dense<0> : tensor<i64>
// CHECK: %[[COUNTER:.*]] = dl.add %[[TWICE]], %[[INDEX]]
// CHECK: dl.random_uniform %{{.*}}, %[[COUNTER]]

// CHECK-LABEL: func.func @gradients.discriminator(
// CHECK-LABEL: func.func @apply.discriminator(

// The second one runs three times a step, so it counts for itself.
// CHECK-LABEL: func.func @train_step.generator(
// CHECK-SAME: %[[UPDATES:[^:]*]]: tensor<i64> {dl.name = "generator.updates", dl.role = "optimizer"}
// CHECK-SAME: -> (tensor<3xf32> {dl.name = "g.w", dl.role = "parameter"}
// CHECK-SAME: {dl.name = "generator.updates", dl.role = "optimizer"}
// CHECK-NOT: d.seen
// CHECK-SAME: {dl.name = "metrics.g_loss.sum", dl.role = "state"}
// CHECK-NOT: metrics.first
// CHECK-SAME: {dl.name = "metrics.second.sum", dl.role = "state"}
// CHECK: %[[TWICE:.*]] = dl.mul %[[UPDATES]]
// CHECK: %[[INDEX:.*]] = dl.constant dense<1> : tensor<i64>
// CHECK: %[[COUNTER:.*]] = dl.add %[[TWICE]], %[[INDEX]]
// CHECK: dl.random_uniform %{{.*}}, %[[COUNTER]]
module attributes {dl.train = {optimizer = {kind = "adam"}, phases = [
    {name = "discriminator", loss = "d_loss", update = ["d.*"]},
    {name = "generator", loss = "g_loss", update = ["g.*"], metrics = ["second"], repeat = 3 : i64,
     optimizer = {kind = "momentum", lr = 1.0e-2}}]}} {
  dl.variable @d.w parameter : tensor<3xf32> init "zeros" trainable
  dl.variable @g.w parameter : tensor<3xf32> init "zeros" trainable
  dl.variable @frozen parameter : tensor<3xf32> init "zeros" trainable
  dl.variable @d.seen state : tensor<f32> init "zeros" persistent
  func.func @forward(%d: tensor<3xf32> {dl.role = "parameter", dl.name = "d.w"},
                     %g: tensor<3xf32> {dl.role = "parameter", dl.name = "g.w"},
                     %f: tensor<3xf32> {dl.role = "parameter", dl.name = "frozen"},
                     %seen: tensor<f32> {dl.role = "state", dl.name = "d.seen"},
                     %seed: tensor<i64> {dl.role = "scalar", dl.name = "seed"},
                     %step: tensor<i64> {dl.role = "scalar", dl.name = "step"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "d_loss"}, tensor<f32> {dl.role = "loss", dl.name = "g_loss"},
          tensor<f32> {dl.role = "metric", dl.name = "first"}, tensor<f32> {dl.role = "metric", dl.name = "second"},
          tensor<f32> {dl.role = "state", dl.name = "d.seen"}) {
    %noise = dl.random_uniform %seed, %step {low = 0.0 : f64, high = 1.0 : f64, stream = 7 : i64} : tensor<3xf32>
    %made = dl.mul %g, %noise : tensor<3xf32>
    %moved = dl.add %made, %f : tensor<3xf32>
    %score = dl.mul %moved, %d : tensor<3xf32>
    %d_loss = dl.reduce_sum %score axes [0] : tensor<3xf32> -> tensor<f32>
    %g_loss = dl.neg %d_loss : tensor<f32>
    %one = dl.constant dense<1.0> : tensor<f32>
    %next = dl.add %seen, %one : tensor<f32>
    return %d_loss, %g_loss, %d_loss, %g_loss, %next : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
  }
}

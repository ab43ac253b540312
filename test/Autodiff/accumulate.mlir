// RUN: dlc-opt %s --dl-build-steps | FileCheck %s --implicit-check-not=@train_step
// Gradients of several batches are summed up, times their rows, before the optimizer sees them.

// The sums are a part of what a run needs to go on, but not of the model.
// CHECK: dl.variable @w.gradient_sum optimizer : tensor<3xf32> init "zeros"{{$}}
// CHECK: dl.variable @gradient_sum.rows optimizer : tensor<f64> init "zeros"{{$}}
// CHECK: dl.variable @gradient_sum.batches optimizer : tensor<i64> init "zeros"{{$}}
// CHECK: dl.variable @"grad:w" gradient

// Neither parameter nor momentum moves here.
// CHECK-LABEL: func.func @accumulate(
// CHECK-SAME: %[[W:[^:]*]]: tensor<3xf32> {dl.name = "w", dl.role = "parameter"}
// CHECK-SAME: %[[SUM:[^:]*]]: tensor<3xf32> {dl.name = "w.gradient_sum", dl.role = "optimizer"}
// CHECK-SAME: %[[ROWS:[^:]*]]: tensor<f64> {dl.name = "gradient_sum.rows", dl.role = "optimizer"}
// CHECK-SAME: %[[BATCHES:[^:]*]]: tensor<i64> {dl.name = "gradient_sum.batches", dl.role = "optimizer"}
// CHECK-SAME: %[[STEP:[^:]*]]: tensor<i64> {dl.name = "step", dl.role = "scalar"}
// CHECK-SAME: %[[VALID:[^:]*]]: tensor<i64> {dl.name = "n_valid", dl.role = "scalar"}
// CHECK-SAME: -> (tensor<3xf32> {dl.name = "w.gradient_sum", dl.role = "optimizer"}
// CHECK-NOT: dl.role = "parameter"
// CHECK-SAME: dl.role = "loss"

// Each of the three batches of a step has noise of its own.
// CHECK: %[[THREE:.*]] = dl.constant dense<3> : tensor<i64>
// CHECK: %[[FIRST:.*]] = dl.mul %[[STEP]], %[[THREE]]
// CHECK: %[[COUNTER:.*]] = dl.add %[[FIRST]], %[[BATCHES]]
// CHECK: dl.random_uniform %{{.*}}, %[[COUNTER]]

// CHECK: %[[WEIGHT:.*]] = dl.cast %[[VALID]] : tensor<i64> -> tensor<f64>
// CHECK: %[[NARROW:.*]] = dl.cast %[[WEIGHT]] : tensor<f64> -> tensor<f32>
// CHECK: %[[ALL:.*]] = dl.broadcast %[[NARROW]]
// CHECK: %[[PART:.*]] = dl.mul %{{.*}}, %[[ALL]] : tensor<3xf32>
// CHECK: %[[NEXT:.*]] = dl.add %[[SUM]], %[[PART]] : tensor<3xf32>
// CHECK: %[[ROWSNEXT:.*]] = dl.add %[[ROWS]], %[[WEIGHT]]
// CHECK: return %[[NEXT]], %[[ROWSNEXT]]

// Without sums, as ever, but with the noise that the sums have.
// CHECK-LABEL: func.func @gradients(
// CHECK-SAME: -> (tensor<3xf32> {dl.name = "w", dl.role = "gradient"}

// CHECK-LABEL: func.func @apply(
// CHECK-SAME: %[[SUM:[^:]*]]: tensor<3xf32> {dl.name = "w.gradient_sum", dl.role = "optimizer"}
// CHECK-SAME: %[[ROWS:[^:]*]]: tensor<f64> {dl.name = "gradient_sum.rows", dl.role = "optimizer"}
// CHECK-SAME: -> (tensor<3xf32> {dl.name = "w.gradient_sum", dl.role = "optimizer"}
// CHECK-SAME: tensor<3xf32> {dl.name = "w", dl.role = "parameter"}, tensor<3xf32> {dl.name = "w.momentum_buffer", dl.role = "optimizer"})
// CHECK: %[[INVERSE:.*]] = dl.div
// CHECK: %[[FACTOR:.*]] = dl.cast %[[INVERSE]] : tensor<f64> -> tensor<f32>
// CHECK: %[[ALL:.*]] = dl.broadcast %[[FACTOR]]
// CHECK: dl.mul %[[SUM]], %[[ALL]] : tensor<3xf32>
// CHECK: %[[EMPTY:.*]] = dl.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: return %[[EMPTY]]
module attributes {dl.batch = 4 : i64, dl.train = {accumulate = 3 : i64, optimizer = {kind = "momentum"}}} {
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

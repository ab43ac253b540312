// RUN: dlc-opt %s --dl-build-steps --canonicalize --cse | FileCheck %s

// l2 sum(w^2) over matrices, not over biases, in the loss and in the gradients; clipping, over all
// parameters together, where the gradients are applied.
// CHECK-LABEL: func.func @gradients(
// CHECK-SAME: %[[W:[^:]*]]: tensor<2x2xf32> {dl.name = "w"
// CHECK: %[[TWICE:.*]] = dl.constant dense<5.000000e-01> : tensor<2x2xf32>
// CHECK: %[[SLOPE:.*]] = dl.mul %[[W]], %[[TWICE]]
// CHECK: %[[DW:.*]] = dl.add %{{.*}}, %[[SLOPE]]
// CHECK: %[[SQUARE:.*]] = dl.mul %[[W]], %[[W]]
// CHECK: dl.reduce_sum %[[SQUARE]] axes [0, 1]
// CHECK-NOT: dl.sqrt
// CHECK: return %[[DW]]

// CHECK-LABEL: func.func @apply(
// CHECK-SAME: %[[GW:[^:]*]]: tensor<2x2xf32> {dl.name = "w", dl.role = "gradient"}
// CHECK-SAME: %[[GB:[^:]*]]: tensor<2xf32> {dl.name = "b", dl.role = "gradient"}
// CHECK: dl.mul %[[GW]], %[[GW]]
// CHECK: dl.mul %[[GB]], %[[GB]]
// CHECK: %[[NORM:.*]] = dl.sqrt %{{.*}} : tensor<f64>
// CHECK: %[[FACTOR:.*]] = dl.min
// CHECK: %[[ROUNDED:.*]] = dl.cast %[[FACTOR]] : tensor<f64> -> tensor<f32>
// CHECK: %[[EACH:.*]] = dl.broadcast %[[ROUNDED]] dims [] : tensor<f32> -> tensor<2x2xf32>
// CHECK: dl.mul %[[GW]], %[[EACH]]
module attributes {dl.train = {optimizer = {kind = "sgd"}, l2 = 0.25, clip = {kind = "global_norm", value = 1.0}}} {
  dl.variable @w parameter : tensor<2x2xf32> init "ones" trainable
  dl.variable @b parameter : tensor<2xf32> init "ones" trainable
  func.func @forward(%w: tensor<2x2xf32> {dl.role = "parameter", dl.name = "w"},
                     %b: tensor<2xf32> {dl.role = "parameter", dl.name = "b"},
                     %x: tensor<2x2xf32> {dl.role = "input", dl.name = "x"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %0 = dl.broadcast %b dims [1] : tensor<2xf32> -> tensor<2x2xf32>
    %1 = dl.mul %w, %x : tensor<2x2xf32>
    %2 = dl.mul %1, %0 : tensor<2x2xf32>
    %3 = dl.reduce_sum %2 axes [0, 1] : tensor<2x2xf32> -> tensor<f32>
    return %3 : tensor<f32>
  }
}

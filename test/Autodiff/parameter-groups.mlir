// RUN: dlc-opt %s --dl-build-steps --canonicalize | FileCheck %s
// The first group that matches a parameter sets its rate, its decay and its penalty; the rest are the
// train block's.

// CHECK-LABEL: func.func @gradients(
// The bias has a penalty since its group says so (2 l2 = 0.5), the weight has none for the same reason.
// CHECK: %[[PENALTY:.*]] = dl.constant dense<5.000000e-01> : tensor<3xf32>
// CHECK: dl.mul %{{.*}}, %[[PENALTY]] : tensor<3xf32>
// CHECK-NOT: dl.mul {{.*}} : tensor<2x3xf32>
// CHECK: return
// CHECK-LABEL: func.func @apply(
// CHECK-DAG: dl.constant dense<3.000000e-02> : tensor<f64>
// CHECK-DAG: dl.constant dense<1.000000e-01> : tensor<f64>
// CHECK-DAG: dl.constant dense<2.500000e-01> : tensor<2x3xf32>
// CHECK: return
module attributes {dl.batch = 1 : i64, dl.train = {
    optimizer = {kind = "sgd", lr = 1.0e-1, weight_decay = 0.25}, l2 = 1.0e-3,
    groups = [{pattern = "*.bias", lr = 3.0e-2, weight_decay = 0.0, l2 = 0.25}, {pattern = "*", l2 = 0.0}]}} {
  dl.variable @fc.weight parameter : tensor<2x3xf32> init "zeros" trainable
  dl.variable @fc.bias parameter : tensor<3xf32> init "zeros" trainable
  func.func @forward(%w: tensor<2x3xf32> {dl.role = "parameter", dl.name = "fc.weight"},
                     %b: tensor<3xf32> {dl.role = "parameter", dl.name = "fc.bias"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %0 = dl.reduce_sum %w axes [0, 1] : tensor<2x3xf32> -> tensor<f32>
    %1 = dl.reduce_sum %b axes [0] : tensor<3xf32> -> tensor<f32>
    %2 = dl.add %0, %1 : tensor<f32>
    return %2 : tensor<f32>
  }
}

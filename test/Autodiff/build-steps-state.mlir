// RUN: dlc-opt %s --dl-build-steps | FileCheck %s

// State that the training graph updates goes out of each function that trains, before the sums.
// CHECK-LABEL: func.func @train_step
// CHECK-SAME: %[[COUNT:[^:]*]]: tensor<i64> {dl.name = "count", dl.role = "state"}
// CHECK-SAME: -> (tensor<f32> {dl.name = "w", dl.role = "parameter"}, {{.*}}, tensor<i64> {dl.name = "count", dl.role = "state"}, tensor<f64> {dl.name = "metrics.loss.sum"
// CHECK: %[[NEXT:.*]] = dl.add %[[COUNT]], %{{.*}} : tensor<i64>
// CHECK: return {{.*}}%[[NEXT]]

// CHECK-LABEL: func.func @gradients
// CHECK-SAME: -> (tensor<f32> {dl.name = "w", dl.role = "gradient"}, tensor<i64> {dl.name = "count", dl.role = "state"}

// CHECK-LABEL: func.func @apply
// CHECK-NOT: "count"
module {
  dl.variable @w parameter : tensor<f32> init "ones" trainable
  dl.variable @count state : tensor<i64> init "zeros" persistent
  func.func @forward(%w: tensor<f32> {dl.role = "parameter", dl.name = "w"},
                     %count: tensor<i64> {dl.role = "state", dl.name = "count"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}, tensor<i64> {dl.role = "state", dl.name = "count"}) {
    %loss = dl.mul %w, %w : tensor<f32>
    %one = dl.constant dense<1> : tensor<i64>
    %next = dl.add %count, %one : tensor<i64>
    return %loss, %next : tensor<f32>, tensor<i64>
  }
}

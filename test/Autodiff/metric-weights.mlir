// RUN: dlc-opt %s --dl-build-steps | FileCheck %s

// A metric with a weight is the mean over so many elements: the sum takes value times weight, the count the weight.
// One whose figure is an exponential says so where its sum is declared.
// CHECK: dl.variable @metrics.loss.sum state : tensor<f64> init "zeros"{{$}}
// CHECK: dl.variable @metrics.ppl.sum state : tensor<f64> init "zeros" {dl.exponential}
// CHECK: dl.variable @metrics.ppl.count state : tensor<f64> init "zeros"{{$}}

// CHECK-LABEL: func.func @train_step
// CHECK-SAME: %[[N:[^:]*]]: tensor<i64> {dl.name = "n_valid"
// CHECK: %[[ROWS:.*]] = dl.cast %[[N]] : tensor<i64> -> tensor<f64>
// CHECK: dl.mul %{{.*}}, %[[ROWS]] : tensor<f64>
// CHECK: %[[WEIGHT:.*]] = dl.cast %[[COUNT:.*]] : tensor<f32> -> tensor<f64>
// CHECK: %[[PRODUCT:.*]] = dl.mul %{{.*}}, %[[WEIGHT]] : tensor<f64>
// CHECK: %[[PART:.*]] = dl.select %{{.*}}, %[[PRODUCT]]
// CHECK: dl.add %{{.*}}, %[[PART]] : tensor<f64>
// CHECK: dl.add %{{.*}}, %[[WEIGHT]] : tensor<f64>
module {
  dl.variable @w parameter : tensor<4xf32> init "ones" trainable
  func.func @forward(%w: tensor<4xf32> {dl.role = "parameter", dl.name = "w"}, %x: tensor<4xf32> {dl.role = "input", dl.name = "x"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}, tensor<f32> {dl.role = "metric", dl.name = "ppl", dl.exponential},
          tensor<f32> {dl.role = "weight", dl.name = "ppl"}) {
    %y = dl.mul %w, %x : tensor<4xf32>
    %loss = dl.reduce_sum %y axes [0] : tensor<4xf32> -> tensor<f32>
    %zero = dl.constant dense<0.0> : tensor<4xf32>
    %p = dl.compare gt %x, %zero : tensor<4xf32>
    %ones = dl.cast %p : tensor<4xi1> -> tensor<4xf32>
    %count = dl.reduce_sum %ones axes [0] : tensor<4xf32> -> tensor<f32>
    return %loss, %loss, %count : tensor<f32>, tensor<f32>, tensor<f32>
  }
}

// RUN: dlc-opt %s --dl-convert-precision | FileCheck %s

// CHECK: dl.variable @w {{ *}}parameter : tensor<2xf64>
dl.variable @w parameter : tensor<2xf32> init "zeros" trainable
// CHECK: dl.variable @count {{ *}}state : tensor<i32>
dl.variable @count state : tensor<i32> init "zeros"

// Integers stay, and so does the scalar, which is cast where it comes in.
// CHECK-LABEL: func.func @f
// CHECK-SAME: tensor<2xf64> {dl.name = "w"
// CHECK-SAME: tensor<2xi32> {dl.name = "x"
// CHECK-SAME: %[[SCALE:.*]]: tensor<f32> {dl.name = "lr_scale"
// CHECK-SAME: -> (tensor<2xf64>
func.func @f(%w: tensor<2xf32> {dl.name = "w", dl.role = "parameter"},
             %x: tensor<2xi32> {dl.name = "x", dl.role = "input"},
             %scale: tensor<f32> {dl.name = "lr_scale", dl.role = "scalar"})
    -> (tensor<2xf32> {dl.name = "w", dl.role = "parameter"}) {
  // CHECK: %[[WIDE:.*]] = dl.cast %[[SCALE]] : tensor<f32> -> tensor<f64>
  // CHECK: dl.constant dense<5.000000e-01> : tensor<2xf64>
  %half = dl.constant dense<0.5> : tensor<2xf32>
  // CHECK: dl.cast %{{.*}} : tensor<2xi32> -> tensor<2xf64>
  %y = dl.cast %x : tensor<2xi32> -> tensor<2xf32>
  // CHECK: dl.broadcast %[[WIDE]] dims [] : tensor<f64> -> tensor<2xf64>
  %s = dl.broadcast %scale dims [] : tensor<f32> -> tensor<2xf32>
  %a = dl.mul %half, %y : tensor<2xf32>
  %b = dl.mul %a, %s : tensor<2xf32>
  %c = dl.add %b, %w : tensor<2xf32>
  return %c : tensor<2xf32>
}

// RUN: dlc-opt %s --dl-build-steps | FileCheck %s

// A frozen parameter has no mark, no buffers, no gradient and no op of the backward graph: nothing
// flows into or past the first layer.
// CHECK: dl.variable @body.0.w parameter : tensor<3x4xf32> init "ones"{{$}}
// CHECK: dl.variable @head.w parameter : tensor<4x2xf32> init "ones" trainable
// CHECK-NOT: dl.variable @body.0.w.
// CHECK-NOT: dl.variable @"grad:body.0.w"

// It is initialised like any other.
// CHECK-LABEL: func.func @init
// CHECK-SAME: "body.0.w"

// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: tensor<3x4xf32> {dl.name = "body.0.w", dl.role = "parameter"}
// CHECK-SAME: -> (tensor<4x2xf32> {dl.name = "head.w", dl.role = "parameter"}
// CHECK-NOT: "body.0.w"
// CHECK: dl.matmul
// CHECK: dl.matmul
// CHECK: dl.matmul {{.*}} transpose_lhs {{.*}} -> tensor<4x2xf32>
// CHECK-NOT: dl.matmul
// CHECK: return
module attributes {dl.train = {freeze = ["body.*"]}} {
  dl.variable @body.0.w parameter : tensor<3x4xf32> init "ones" trainable
  dl.variable @head.w parameter : tensor<4x2xf32> init "ones" trainable
  func.func @forward(%a: tensor<3x4xf32> {dl.role = "parameter", dl.name = "body.0.w"},
                     %b: tensor<4x2xf32> {dl.role = "parameter", dl.name = "head.w"},
                     %x: tensor<5x3xf32> {dl.role = "input", dl.name = "x"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %0 = dl.matmul %x, %a : tensor<5x3xf32>, tensor<3x4xf32> -> tensor<5x4xf32>
    %1 = dl.tanh %0 : tensor<5x4xf32>
    %2 = dl.matmul %1, %b : tensor<5x4xf32>, tensor<4x2xf32> -> tensor<5x2xf32>
    %3 = dl.reduce_mean %2 axes [0, 1] : tensor<5x2xf32> -> tensor<f32>
    return %3 : tensor<f32>
  }
}

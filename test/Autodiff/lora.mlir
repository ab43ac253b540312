// RUN: dlc-opt %s --dl-build-steps | FileCheck %s

// The weight has no gradient and no buffers; its factors have. The weight of `b` is stored as [outputs, inputs], so
// that the factor on the side of the input comes second.
// CHECK: dl.variable @a.w parameter : tensor<6x5xf32> init "ones"{{$}}
// CHECK: dl.variable @a.w.lora_a parameter : tensor<6x2xf32> init "uniform" {high = [[LIMIT:0.40824.*]] : f64, low = -[[LIMIT]] : f64} trainable
// CHECK: dl.variable @a.w.lora_b parameter : tensor<2x5xf32> init "zeros" trainable
// CHECK: dl.variable @b.w parameter : tensor<4x5xf32> init "ones"{{$}}
// CHECK: dl.variable @b.w.lora_a parameter : tensor<2x5xf32> init "uniform"
// CHECK: dl.variable @b.w.lora_b parameter : tensor<4x2xf32> init "zeros" trainable
// CHECK-NOT: @"grad:a.w"
// CHECK-NOT: @"grad:b.w"
// CHECK: @"grad:a.w.lora_a"

// x W + 3 (x left) right, and for no weight a product as large as its own gradient.
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: [[W:%[a-z0-9]+]]: tensor<6x5xf32> {dl.name = "a.w"
// CHECK-SAME: [[A:%[a-z0-9]+]]: tensor<6x2xf32> {dl.name = "a.w.lora_a"
// CHECK-SAME: [[B:%[a-z0-9]+]]: tensor<2x5xf32> {dl.name = "a.w.lora_b"
// CHECK: [[Y:%[a-z0-9]+]] = dl.matmul [[X:%[a-z0-9]+]], [[W]] : tensor<7x6xf32>
// CHECK-NEXT: [[NARROW:%[a-z0-9]+]] = dl.matmul [[X]], [[A]]
// CHECK-NEXT: [[CHANGE:%[a-z0-9]+]] = dl.matmul [[NARROW]], [[B]]
// CHECK-NEXT: [[SCALE:%[a-z0-9]+]] = dl.constant dense<3.000000e+00>
// CHECK-NEXT: [[SCALED:%[a-z0-9]+]] = dl.mul [[CHANGE]], [[SCALE]]
// CHECK-NEXT: dl.add [[Y]], [[SCALED]]
// CHECK-NOT: -> tensor<6x5xf32>
// CHECK-NOT: -> tensor<4x5xf32>
// CHECK: return
module attributes {dl.train = {freeze = ["a.*"], lora = {rank = 2, alpha = 6.0, targets = ["*.w"]}}} {
  dl.variable @a.w parameter : tensor<6x5xf32> init "ones" trainable
  dl.variable @b.w parameter : tensor<4x5xf32> init "ones" trainable
  func.func @forward(%a: tensor<6x5xf32> {dl.role = "parameter", dl.name = "a.w"},
                     %b: tensor<4x5xf32> {dl.role = "parameter", dl.name = "b.w"},
                     %x: tensor<7x6xf32> {dl.role = "input", dl.name = "x"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %0 = dl.matmul %x, %a : tensor<7x6xf32>, tensor<6x5xf32> -> tensor<7x5xf32>
    %1 = dl.tanh %0 : tensor<7x5xf32>
    %2 = dl.matmul %1, %b transpose_rhs : tensor<7x5xf32>, tensor<4x5xf32> -> tensor<7x4xf32>
    %3 = dl.reduce_mean %2 axes [0, 1] : tensor<7x4xf32> -> tensor<f32>
    return %3 : tensor<f32>
  }
}

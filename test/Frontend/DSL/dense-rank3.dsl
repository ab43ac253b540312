# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input x : f32[batch, 5, 4]
  output y = dense(x, 7, bias = false, init = he_normal)
}
# CHECK: dl.variable @dense.weight parameter : tensor<4x7xf32> init "he_normal" {fan_in = 4 : i64} trainable
# CHECK-NOT: bias
# CHECK: dl.reshape %{{.*}} : tensor<32x5x4xf32> -> tensor<160x4xf32>
# CHECK: dl.matmul
# CHECK: dl.reshape %{{.*}} : tensor<160x7xf32> -> tensor<32x5x7xf32>

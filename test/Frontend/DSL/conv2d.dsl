# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input x : f32[batch, 4, 9, 7]
  let a = conv2d(x, filters = 6, kernel = 3)
  let b = conv2d(x, 8, [3, 2], stride = [2, 1], padding = [1, 0], dilation = [1, 3], groups = 2, bias = false, init = he_normal)
  let c = depthwise_conv2d(x, 3, multiplier = 2, init = lecun_uniform)
  output a
  output b
  output c
}
# Fans count the window: 4 * 3 * 3 and 6 * 3 * 3.
# CHECK: dl.variable @a.weight parameter : tensor<6x4x3x3xf32> init "glorot_uniform" {fan_in = 36 : i64, fan_out = 54 : i64} trainable
# CHECK: dl.variable @a.bias parameter : tensor<6xf32> init "zeros" trainable
# CHECK: dl.variable @b.weight parameter : tensor<8x2x3x2xf32> init "he_normal" {fan_in = 12 : i64} trainable
# CHECK-NOT: @b.bias
# CHECK: dl.variable @c.weight parameter : tensor<8x1x3x3xf32> init "lecun_uniform" {fan_in = 9 : i64} trainable
# CHECK: dl.variable @c.bias parameter : tensor<8xf32>
# CHECK: %[[A:.*]] = dl.conv2d %{{.*}} strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<32x4x9x7xf32>, tensor<6x4x3x3xf32> -> tensor<32x6x7x5xf32>
# CHECK: %[[BIAS:.*]] = dl.broadcast %{{.*}} dims [1] : tensor<6xf32> -> tensor<32x6x7x5xf32>
# CHECK: dl.add %[[A]], %[[BIAS]] : tensor<32x6x7x5xf32>
# CHECK: dl.conv2d %{{.*}} strides [2, 1] low [1, 0] high [1, 0] dilations [1, 3] groups 2 : tensor<32x4x9x7xf32>, tensor<8x2x3x2xf32> -> tensor<32x8x5x4xf32>
# CHECK: dl.conv2d %{{.*}} strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 4 : tensor<32x4x9x7xf32>, tensor<8x1x3x3xf32> -> tensor<32x8x7x5xf32>

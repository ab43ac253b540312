# RUN: dlc %s --emit=dl -o - | FileCheck %s
# Sequences are images of height 1 in the graph, not in the names and shapes that a user sees.
model m {
  input x : f32[batch, 4, 9]
  let a = conv1d(x, filters = 6, kernel = 3, stride = 2, padding = 1, dilation = 2, groups = 2)
  let b = max_pool1d(a, 2, ceil = true)
  output y = avg_pool1d(b, 2)
}
# CHECK: dl.variable @a.weight parameter : tensor<6x2x3xf32> init "glorot_uniform" {fan_in = 6 : i64, fan_out = 18 : i64} trainable
# CHECK: dl.variable @a.bias parameter : tensor<6xf32>
# CHECK: dl.reshape %{{.*}} : tensor<32x4x9xf32> -> tensor<32x4x1x9xf32>
# CHECK: dl.reshape %{{.*}} : tensor<6x2x3xf32> -> tensor<6x2x1x3xf32>
# CHECK: dl.conv2d %{{.*}} strides [1, 2] low [0, 1] high [0, 1] dilations [1, 2] groups 2 : tensor<32x4x1x9xf32>, tensor<6x2x1x3xf32> -> tensor<32x6x1x4xf32>
# CHECK: dl.reshape %{{.*}} : tensor<32x6x1x4xf32> -> tensor<32x6x4xf32>
# CHECK: dl.max_pool2d %{{.*}} window [1, 2] strides [1, 2] low [0, 0] high [0, 0] : tensor<32x6x1x4xf32> -> tensor<32x6x1x2xf32>
# CHECK: dl.sum_pool2d %{{.*}} window [1, 2] strides [1, 2] low [0, 0] high [0, 0] : tensor<32x6x1x2xf32> -> tensor<32x6x1x1xf32>
# CHECK: return %{{.*}} : tensor<32x6x1xf32>

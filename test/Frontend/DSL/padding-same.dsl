# RUN: dlc %s --emit=dl -o - | FileCheck %s
# TensorFlow's rule: ceil(size / stride) places, the odd pixel at the end.
model m {
  input x : f32[batch, 1, 6, 7]
  output a = conv2d(x, 1, [5, 4], padding = same)
  output b = conv2d(x, 1, 3, stride = 2, padding = same)
  output c = conv2d(x, 1, 2, stride = 3, padding = same, dilation = 2)
  output d = conv2d(x, 1, 1, stride = 4, padding = same)
  output e = max_pool2d(x, 3, stride = 2, padding = same)
}
# CHECK: dl.conv2d %{{.*}} strides [1, 1] low [2, 1] high [2, 2] dilations [1, 1] {{.*}} -> tensor<32x1x6x7xf32>
# CHECK: dl.conv2d %{{.*}} strides [2, 2] low [0, 1] high [1, 1] {{.*}} -> tensor<32x1x3x4xf32>
# CHECK: dl.conv2d %{{.*}} strides [3, 3] low [0, 1] high [0, 1] dilations [2, 2] {{.*}} -> tensor<32x1x2x3xf32>
# CHECK: dl.conv2d %{{.*}} strides [4, 4] low [0, 0] high [0, 0] {{.*}} -> tensor<32x1x2x2xf32>
# CHECK: dl.max_pool2d %{{.*}} window [3, 3] strides [2, 2] low [0, 1] high [1, 1] : tensor<32x1x6x7xf32> -> tensor<32x1x3x4xf32>

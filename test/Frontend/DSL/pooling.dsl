# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input x : f32[batch, 2, 7, 6]
  output a = max_pool2d(x, 2)
  output b = max_pool2d(x, [3, 2], stride = [2, 1], padding = [1, 0])
  output c = max_pool2d(x, 2, ceil = true)
  output d = max_pool2d(x, 3, stride = 4, padding = 1, ceil = true)
  output e = avg_pool2d(x, 2)
  output f = avg_pool2d(x, 3, stride = 3, padding = 1, ceil = true)
  output g = avg_pool2d(x, 3, stride = 3, padding = 1, include_pad = false)
  output h = global_avg_pool2d(x)
  output i = global_max_pool2d(x, keepdims = true)
}
# CHECK: dl.max_pool2d %{{.*}} window [2, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<32x2x7x6xf32> -> tensor<32x2x3x3xf32>, tensor<32x2x3x3xui8>
# CHECK: dl.max_pool2d %{{.*}} window [3, 2] strides [2, 1] low [1, 0] high [1, 0] : tensor<32x2x7x6xf32> -> tensor<32x2x4x5xf32>
# One more row, for the pixel that is left over.
# CHECK: dl.max_pool2d %{{.*}} window [2, 2] strides [2, 2] low [0, 0] high [1, 0] : tensor<32x2x7x6xf32> -> tensor<32x2x4x3xf32>
# A window that would start in the padding is left out.
# CHECK: dl.max_pool2d %{{.*}} window [3, 3] strides [4, 4] low [1, 1] high [0, 0] : tensor<32x2x7x6xf32> -> tensor<32x2x2x2xf32>
# CHECK: %[[SUM:.*]] = dl.sum_pool2d %{{.*}} window [2, 2] {{.*}} -> tensor<32x2x3x3xf32>
# CHECK: %[[QUARTER:.*]] = dl.constant dense<2.500000e-01> : tensor<32x2x3x3xf32>
# CHECK: dl.mul %[[SUM]], %[[QUARTER]]
# The padding counts, but not what lies beyond it.
# CHECK: dl.sum_pool2d %{{.*}} window [3, 3] strides [3, 3] low [1, 1] high [1, 2] : tensor<32x2x7x6xf32> -> tensor<32x2x3x3xf32>
# CHECK: %[[WEIGHTS:.*]] = dl.constant dense<{{\[}}[0.111111112, 0.111111112, 0.166666672], [0.111111112, 0.111111112, 0.166666672], [0.111111112, 0.111111112, 0.166666672]]> : tensor<3x3xf32>
# CHECK: dl.broadcast %[[WEIGHTS]] dims [2, 3] : tensor<3x3xf32> -> tensor<32x2x3x3xf32>
# CHECK: dl.constant dense<{{\[}}[2.500000e-01, 0.166666672], [0.166666672, 0.111111112], [2.500000e-01, 0.166666672]]> : tensor<3x2xf32>
# CHECK: dl.reduce_mean %{{.*}} axes [2, 3] : tensor<32x2x7x6xf32> -> tensor<32x2xf32>
# CHECK: %[[MAX:.*]] = dl.reduce_max %{{.*}} axes [2, 3]
# CHECK: dl.reshape %[[MAX]] : tensor<32x2xf32> -> tensor<32x2x1x1xf32>

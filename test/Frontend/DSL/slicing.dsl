# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input x : f32[batch, 6, 4]
  output a = x[:, 1:5:2]
  output b = x[:, -1, :2]
}
# CHECK: dl.slice %{{.*}} from [0, 1, 0] to [32, 5, 4] by [1, 2, 1] : tensor<32x6x4xf32> -> tensor<32x2x4xf32>
# CHECK: dl.slice %{{.*}} from [0, 5, 0] to [32, 6, 2] by [1, 1, 1] : tensor<32x6x4xf32> -> tensor<32x1x2xf32>
# CHECK: dl.reshape %{{.*}} : tensor<32x1x2xf32> -> tensor<32x2xf32>

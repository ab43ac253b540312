# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input x : f32[batch, 6]
  let a = reshape(x, [batch, 2, 3])
  let b = transpose(a)
  output c = reshape(b, [-1, 6])
  output d = mean(reshape(b, [batch * 3, 2]))
}
# CHECK: dl.reshape %{{.*}} : tensor<32x6xf32> -> tensor<32x2x3xf32>
# CHECK: dl.transpose %{{.*}} [0, 2, 1]
# CHECK: dl.reshape %{{.*}} : tensor<32x3x2xf32> -> tensor<32x6xf32>
# CHECK: dl.row_mask

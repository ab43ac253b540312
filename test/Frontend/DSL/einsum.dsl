# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input x : f32[batch, 3, 4]
  input y : f32[batch, 4, 5]
  output products = einsum("bij,bjk->bik", x, y)
  output gram     = einsum("bij,bik->jk", x, x)
  output same     = einsum("bij, bij -> b", x, x)
  output outer    = einsum("bi,bj->bji", x[:, :, 0], x[:, 0])
}
# CHECK: dl.matmul %{{.*}} : tensor<32x3x4xf32>, tensor<32x4x5xf32> -> tensor<32x3x5xf32>
# A sum over the batch leaves out the padding rows of both.
# CHECK: dl.row_mask
# CHECK: dl.select
# CHECK: dl.row_mask
# CHECK: dl.select
# CHECK: dl.matmul %{{.*}} : tensor<4x96xf32>, tensor<96x4xf32> -> tensor<4x4xf32>
# Nothing but sums of products of elements: no matrix product.
# CHECK: dl.mul %{{.*}} : tensor<32x3x4xf32>
# CHECK: dl.reduce_sum %{{.*}} axes [1, 2]
# CHECK: dl.mul %{{.*}} : tensor<32x4x3xf32>

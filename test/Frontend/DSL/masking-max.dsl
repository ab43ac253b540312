# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input x : f32[batch, 4]
  output highest = max(x, axis = 0)
  output gram = matmul(x, x, transpose_a = true)
  output each = max(x, axis = 1)
}
# CHECK: dl.constant dense<0xFF800000> : tensor<32x4xf32>
# CHECK: dl.select
# CHECK: dl.reduce_max %{{.*}} axes [0]
# CHECK: %[[A:.*]] = dl.select
# CHECK: %[[B:.*]] = dl.select
# CHECK: dl.matmul %[[A]], %[[B]] transpose_lhs
# CHECK-NOT: dl.select
# CHECK: dl.reduce_max %{{.*}} axes [1]

# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input  x : f32[batch, 5, 4]
  target y : i32[batch, 5]
  let rows = reshape(x, [-1, 4])
  loss = softmax_cross_entropy(rows, flatten(y, 0))
}
# CHECK: dl.name = "y", dl.role = "target"
# CHECK: dl.row_mask %{{.*}} : tensor<32xi1>
# CHECK: dl.broadcast %{{.*}} dims [0] : tensor<32xi1> -> tensor<32x5xi1>
# CHECK: dl.reshape %{{.*}} : tensor<32x5xi1> -> tensor<160xi1>
# CHECK: dl.constant dense<5.000000e+00> : tensor<f32>

# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input  x : f32[batch, 4]
  target y : f32[batch, 2]
  param w : f32[4, 2] = normal(std = 0.02)
  state count : i64[] = zeros()
  update count = count + 1
  loss = mean_squared_error(matmul(x, w), y)
}
# CHECK: dl.variable @w parameter : tensor<4x2xf32> init "normal" {mean = 0.000000e+00 : f64, std = 2.000000e-02 : f64} trainable
# CHECK: dl.variable @count state : tensor<i64> init "zeros" persistent
# CHECK: func.func @forward
# CHECK-SAME: -> (tensor<f32> {{{.*}}"loss"}, tensor<i64> {dl.name = "count", dl.role = "state"})
# CHECK: func.func @eval
# CHECK-NOT: "state"

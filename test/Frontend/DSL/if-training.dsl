# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input  x : f32[batch, 4]
  target y : f32[batch, 4]
  var h = x
  if training { h = x * 2 } else if not training { h = x * 3 }
  loss = mean_squared_error(h, y)
}
# CHECK: func.func @forward
# CHECK: dl.constant dense<2.000000e+00> : tensor<32x4xf32>
# CHECK: func.func @eval
# CHECK: dl.constant dense<3.000000e+00> : tensor<32x4xf32>

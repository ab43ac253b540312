# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input x : f32[batch, 4]
  param w : f32[1, 4] = ones()
  output a = x * w
  output b = x - mean(x, axis = 1, keepdims = true)
  output c = 2 * x
}
# CHECK: func.func @predict(%[[W:.*]]: tensor<1x4xf32> {{.*}}, %[[X:.*]]: tensor<32x4xf32> {{.*}}) ->
# CHECK: %[[R:.*]] = dl.reshape %[[W]] : tensor<1x4xf32> -> tensor<4xf32>
# CHECK: %[[B:.*]] = dl.broadcast %[[R]] dims [1] : tensor<4xf32> -> tensor<32x4xf32>
# CHECK: dl.mul %[[X]], %[[B]] : tensor<32x4xf32>
# CHECK: dl.reduce_mean %[[X]] axes [1]
# CHECK: dl.broadcast %{{.*}} dims [0] : tensor<32xf32> -> tensor<32x4xf32>
# CHECK: dl.constant dense<2.000000e+00> : tensor<32x4xf32>

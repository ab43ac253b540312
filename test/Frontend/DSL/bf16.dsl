# RUN: dlc %s --emit=dl -o - | FileCheck %s
# RUN: dlc check %s | FileCheck %s --check-prefix=GRADIENTS
# A part of a model in bf16: its weights and its loss stay f32.
# CHECK: dl.cast %{{.*}} : tensor<32x4xf32> -> tensor<32x4xbf16>
# CHECK: dl.mul {{.*}} : tensor<32x4xbf16>
# CHECK: dl.cast %{{.*}} : tensor<32x4xbf16> -> tensor<32x4xf32>
model halves {
  input  x : f32[batch, 4]
  target y : f32[batch, 1]

  let half   = cast(x, bf16) * 0.5
  let result = dense(cast(half, f32), 1)
  loss = mean_squared_error(result, y)
}
# GRADIENTS: all gradients agree

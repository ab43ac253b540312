# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input  x : f32[batch, 6, 4, 4]
  target y : f32[batch, 96]
  let bn = batch_norm(x, momentum = 0.2, eps = 1e-3)
  let gn = group_norm(bn, groups = 3)
  let im = instance_norm(gn)
  let ln = layer_norm(flatten(im))
  let h  = rms_norm(ln)
  loss = mean_squared_error(h, y)
}
# CHECK: dl.variable @bn.running_mean state : tensor<6xf32> init "zeros" persistent
# CHECK: dl.variable @bn.running_var state : tensor<6xf32> init "ones" persistent
# CHECK: dl.variable @bn.weight parameter : tensor<6xf32> init "ones" trainable
# CHECK: dl.variable @bn.bias parameter : tensor<6xf32> init "zeros" trainable
# CHECK-NOT: @h.bias
# CHECK: func.func @forward
# CHECK-SAME: -> (tensor<f32> {{{.*}}"loss"}, tensor<6xf32> {dl.name = "bn.running_mean", dl.role = "state"}, tensor<6xf32> {dl.name = "bn.running_var", dl.role = "state"})
# CHECK: dl.normalize %{{.*}}, %{{.*}} axes [0, 2, 3] epsilon 1.000000e-03 : tensor<32x6x4x4xf32>
# The unbiased variance, which a single value does not have.
# CHECK: dl.max
# CHECK: dl.div
# CHECK: dl.normalize %{{.*}} axes [2] epsilon 1.000000e-05 : tensor<32x3x32xf32>
# CHECK: dl.normalize %{{.*}} axes [2] epsilon 1.000000e-05 : tensor<32x6x16xf32>
# CHECK: dl.normalize %{{.*}} axes [1] epsilon 1.000000e-05 : tensor<32x96xf32>
# CHECK: dl.rms_normalize %{{.*}} axes [1] epsilon 1.000000e-05 : tensor<32x96xf32>

# CHECK: func.func @eval
# CHECK-SAME: tensor<6xf32> {dl.name = "bn.running_mean", dl.role = "state"}
# CHECK-NOT: axes [0, 2, 3]
# CHECK: dl.rsqrt

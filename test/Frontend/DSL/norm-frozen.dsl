# RUN: dlc %s --emit=dl -o - | FileCheck %s
# A batch norm whose weight and bias are frozen uses its running statistics, and leaves them alone;
# one with half of them frozen is an ordinary one.
model m {
  input  x : f32[batch, 6]
  target y : f32[batch, 6]
  let a = batch_norm(x)
  let b = batch_norm(a)
  loss = mean_squared_error(b, y)
}
train {
  freeze = ["a.*", "b.bias"]
}
# CHECK: dl.variable @a.weight parameter : tensor<6xf32> init "ones"{{$}}
# CHECK: func.func @forward
# CHECK-SAME: dl.name = "a.running_mean", dl.role = "state"
# CHECK-SAME: -> (tensor<f32> {{{.*}}"loss"}, tensor<6xf32> {dl.name = "b.running_mean", dl.role = "state"}, tensor<6xf32> {dl.name = "b.running_var", dl.role = "state"})
# CHECK: dl.rsqrt
# CHECK: dl.normalize
# CHECK-NOT: dl.normalize

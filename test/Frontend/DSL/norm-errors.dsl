# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 6, 4, 4]
  input v : f32[batch]
  let a = layer_norm(v)
  let b = rms_norm(sum(v))
  let c = group_norm(x, groups = 4)
  let d = instance_norm(x[:, :, 0, 0])
  let e = batch_norm(v)
  let f = batch_norm(x, momentum = 2)
  let g = batch_norm(x, eps = -1)
  let h = batch_norm(transpose(x, [1, 0, 2, 3]))
  let i = layer_norm(cast(x, i32))
  let j = group_norm(x, groups = 0)
  output x
}
# CHECK: :5:11: error: 'layer_norm' normalises the features in the last dimension; that of f32[batch] is the batch
# CHECK: :4:9: note: 'v' is f32[batch]
# CHECK: :6:11: error: 'rms_norm' normalises the features in the last dimension; f32[] has none
# CHECK: :7:34: error: 'group_norm' cannot divide 6 channels of f32[batch, 6, 4, 4] into 4 groups
# CHECK: :8:11: error: 'instance_norm' needs [batch, channels, positions…], got f32[batch, 6]
# CHECK: :9:11: error: 'batch_norm' needs [batch, channels] or [batch, channels, height, width], got f32[batch]
# CHECK: :10:36: error: the momentum of 'batch_norm' is at least 0 and at most 1, got the number 2
# CHECK: :11:31: error: 'eps' of 'batch_norm' is at least 0, got the number -1
# CHECK: :12:11: error: 'batch_norm' needs [batch, channels] or [batch, channels, height, width], got f32[6, batch, 4, 4]
# CHECK: :13:22: error: argument 'x' of 'layer_norm' must be a float tensor, got i32[batch, 6, 4, 4]; convert it with cast(…, f32) first
# CHECK: :14:34: error: 'group_norm' cannot divide 6 channels of f32[batch, 6, 4, 4] into 0 groups
# CHECK-NOT: error

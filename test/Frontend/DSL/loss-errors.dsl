# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input  x : f32[batch, 4]
  target y : i32[batch]
  let one = dense(x, 1)
  loss = x
  metric m = softmax_cross_entropy(x, x[:, :3])
  metric n = accuracy(x, cast(x, i32))
  metric o = mean_squared_error(one, mean(x, axis = 1))
  metric p = 3
}
# CHECK: :6:10: error: the loss must be a scalar, got f32[batch, 4]; take its mean()
# CHECK: :7:14: error: 'softmax_cross_entropy' with probabilities needs two tensors of one shape, got f32[batch, 4] and f32[batch, 3]
# CHECK: :8:14: error: 'accuracy' needs logits [rows…, classes] and labels [rows…], got f32[batch, 4] and i32[batch, 4]
# CHECK: :9:14: error: 'mean_squared_error' needs two tensors of one shape and type, got f32[batch, 1] and f32[batch]
# CHECK: :5:7: note: 'one' is f32[batch, 1]
# CHECK: :10:14: error: metric 'p' must be a tensor, got the number 3
# CHECK-NOT: error

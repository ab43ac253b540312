# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input  x : f32[batch, 4]
  target y : i32[batch]
  target u : u8[batch]
  loss = softmax_cross_entropy(x, y, label_smoothing = 1)
  metric a = softmax_cross_entropy(x, x, ignore_index = 3)
  metric b = softmax_cross_entropy(x, u, ignore_index = -1)
  metric c = top_k_accuracy(x, y, k = 5)
  metric d = top_k_accuracy(x, y, k = 0)
  metric e = perplexity(x, x)
  metric f = top_k_accuracy(x[:, :3], cast(x, i32), k = 1)
  output z = one_hot(y, 0)
  output w = stop_gradient(y)
}
# CHECK: :6:56: error: the label smoothing is at least 0 and below 1, got the number 1
# CHECK: :7:57: error: 'ignore_index' is for integer labels, got f32[batch, 4]
# CHECK: :8:57: error: u8[batch] cannot hold -1
# CHECK: :9:39: error: 'k' is at least 1 and at most the number of classes, 4, got 5
# CHECK: :10:39: error: 'k' is at least 1 and at most the number of classes, 4, got 0
# CHECK: :11:28: error: argument 'label' of 'perplexity' must be an integer tensor, got f32[batch, 4]
# CHECK: :12:14: error: 'top_k_accuracy' needs logits [rows…, classes] and labels [rows…], got f32[batch, 3] and i32[batch, 4]
# CHECK: :13:25: error: 'one_hot' needs at least 1 class, got 0
# CHECK: :14:28: error: argument 'x' of 'stop_gradient' must be a float tensor, got i32[batch]; convert it with cast(…, f32) first
# CHECK-NOT: error:

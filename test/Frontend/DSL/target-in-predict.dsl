# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input  x : f32[batch, 4]
  target y : i32[batch]
  output o = softmax_cross_entropy(dense(x, 3), y)
}
# CHECK: :5:14: error: output 'o' depends on target 'y', which is not there when the model predicts

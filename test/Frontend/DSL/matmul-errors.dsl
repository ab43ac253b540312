# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  param w : f32[3, 5] = zeros()
  output o = matmul(x, w)
}
# CHECK: :5:14: error: 'matmul' of f32[batch, 4] and f32[3, 5]; the inner dimensions are 4 and 3
# CHECK: :3:9: note: 'x' is f32[batch, 4]
# CHECK: :4:9: note: 'w' is f32[3, 5]

# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 6]
  let a = reshape(x, [batch, 4])
  let b = reshape(x, [3, batch * 2])
  let c = reshape(x, 6)
  output d = reshape(x, [batch, 0])
}
# CHECK: :4:11: error: a reshape of f32[batch, 6] to [batch, 4] does not keep the number of elements, 192
# CHECK: :3:9: note: 'x' is f32[batch, 6]
# CHECK: :5:11: error: this reshape of f32[batch, 6] would tear the batch apart; keep 'batch' as a dimension
# CHECK: :6:22: error: argument 'shape' of 'reshape' must be a list of whole numbers, got the number 6
# CHECK: :7:14: error: a reshape of f32[batch, 6] to [batch, 0]

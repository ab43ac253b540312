# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 6]
  let a = x[0]
  let b = x[:, 6]
  let c = x[:, 4:2]
  let d = x[:, 0, 0]
  let e = x[:, 0.5]
  output x
}
# CHECK: :4:13: error: dimension 0 of f32[batch, 6] holds the batch and is taken whole; write ':'
# CHECK: :5:16: error: there is no index 6 in a dimension of 6
# CHECK: :6:16: error: the slice from 4 to 2 is empty or outside a dimension of 6
# CHECK: :7:12: error: 3 indices for f32[batch, 6], which has 2 dimensions
# CHECK: :8:16: error: an index is a whole number known when the text is read, got the number 0.5

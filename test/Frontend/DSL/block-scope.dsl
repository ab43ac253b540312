# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
block f(x) { return relu(z) }
model m {
  input x : f32[batch, 4]
  let z = x
  output o = f(x)
}
# CHECK: :2:26: error: 'z' is not defined
# CHECK: :5:7: note: a block does not see the model's names; pass 'z' as an argument
# CHECK: :6:14: note: in this call of 'f'

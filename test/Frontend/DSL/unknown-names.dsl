# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  let hidden = dens(x, 3)
  let a = hiden + 1
  let b = relu
  let c = hidden + 1
  hiddn = x
  output x
}
# What depends on a mistake stays silent.
# CHECK: :4:16: error: there is no function or block 'dens'; did you mean 'dense'?
# CHECK: :5:11: error: 'hiden' is not defined; did you mean 'hidden'?
# CHECK: :6:11: error: 'relu' is not defined; a function of that name needs its arguments: relu(…)
# CHECK: :8:3: error: 'hiddn' is not defined
# CHECK-NOT: error

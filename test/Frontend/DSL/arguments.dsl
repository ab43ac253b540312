# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
block f(a, b = 4) { return a }
model m {
  input x : f32[batch, 4]
  let a = dense(x, unit = 6)
  let b = relu(x, 1, 2)
  let c = dense(x)
  let d = dense(x, 3, units = 4)
  let e = f(x, c = 1)
  let g = gelu(x, approximate = sin)
  let h = dense(x, 3, init = he_norml)
  let i = dropout(x, 1)
  output x
}
# CHECK: :5:20: error: 'dense' has no argument 'unit'; did you mean 'units'?
# CHECK: :6:19: error: 'relu' takes 1 argument, got 3
# CHECK: :7:11: error: 'dense' needs an argument 'units'
# CHECK: :8:23: error: argument 'units' of 'dense' is given twice
# CHECK: :8:20: note: the first one is here
# CHECK: :9:16: error: 'f' has no argument 'c'
# CHECK: :2:7: note: 'f' is defined here
# CHECK: :10:33: error: argument 'approximate' of 'gelu' must be 'none' or 'tanh', got 'sin'
# CHECK: :11:30: error: expected an initialiser {{.*}}, got 'he_norml'; did you mean 'he_normal'?
# CHECK: :12:22: error: the rate of 'dropout' is at least 0 and below 1, got the number 1

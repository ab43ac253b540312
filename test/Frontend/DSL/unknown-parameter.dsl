# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  let fc = dense(x, 3)
  output o = sum(fc.wieght)
}
# CHECK: :5:21: error: there is no parameter or state 'fc.wieght' up to here; did you mean 'fc.weight'?

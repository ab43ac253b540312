# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  param b : f32[4] = orthogonal()
  let a = dense(x, 4, init = orthogonal(scale = 2))
  let c = dense(x, 4, init = lecun)
  output y = x + b
}
# CHECK: :4:22: error: 'orthogonal' needs at least 2 dimensions, and 'b' has 1
# CHECK: :5:41: error: 'orthogonal' has no argument 'scale'; it has 'gain'
# CHECK: :6:30: error: expected an initialiser {{.*}}, got 'lecun'

# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  state count : f32[] = zeros()
  update count = x
  update cuont = 1
  update x = x
  output x
}
# CHECK: :5:18: error: state 'count' is f32[], its new value is f32[batch, 4]
# CHECK: :4:9: note: it is declared here
# CHECK: :6:10: error: 'cuont' is not a state; did you mean 'count'?
# CHECK: :7:10: error: 'x' is not a state

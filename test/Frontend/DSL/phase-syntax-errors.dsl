# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  let a_loss = mean(dense(x, 3))
}
phase { loss = a_loss }
# CHECK: :[[#@LINE-1]]:7: error: expected the phase's name, got '{'
phase one loss = a_loss
# CHECK: :[[#@LINE-1]]:11: error: expected '{' after the phase's name, got 'loss'
phase two { loss = a_loss }
train {
  phase two { loss = a_loss }
# CHECK: :[[#@LINE-1]]:9: error: two phases are named 'two'
# CHECK: note: the first one is here
}

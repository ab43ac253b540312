# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  output x
}
train { epochs = 2 }
# CHECK: :6:1: error: there is nothing to train: model 'm' has no 'loss = …'
# CHECK: :2:7: note: the model is here

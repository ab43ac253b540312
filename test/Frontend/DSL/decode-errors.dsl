# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 5, 8]
  output x
}
decode { output z = 1 }
# CHECK: :6:1: error: 'decode { … }' belongs in the model

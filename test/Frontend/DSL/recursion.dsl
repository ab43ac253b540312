# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
block a(x) { return b(x) }
block b(x) { return a(x) }
model m {
  input x : f32[batch, 4]
  output o = a(x)
}
# CHECK: :3:21: error: block 'a' calls itself: a -> b -> a
# CHECK: :2:7: note: it is defined here
# CHECK: :2:21: note: in this call of 'b'
# CHECK: :6:14: note: in this call of 'a'

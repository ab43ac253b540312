# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  var h = x
  for i in 0..2 {
    h = dense(h, 4)
  }
  output h
}
# CHECK: duplicate-parameter.dsl:6:9: error: two parameters are named 'h.weight'; give each call a name of its own, such as 'as layers[i]' in a loop
# CHECK: h = dense(h, 4)
# CHECK-NEXT: ^
# CHECK: :6:9: note: the first one is here
# CHECK-NOT: error

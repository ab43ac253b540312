# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  loss = mean(dense(x, 1))
}
train { data = csv("f.csv", x = column("a"), z = classes("b"), split = 2) }
# CHECK: :6:33: error: expected columns("first".."last"), columns("a", "b") or classes("c")
# CHECK: :6:46: error: 'csv' has no argument 'z'

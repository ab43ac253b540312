# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  loss = mean(dense(x, 3))
}
train {
  groups = group("*", lr = 1)
# CHECK: :[[#@LINE-1]]:12: error: 'groups' is a list such as [group("*.bias", weight_decay = 0)]
}

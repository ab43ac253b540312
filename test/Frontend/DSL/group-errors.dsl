# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  let first = dense(x, 3)
  loss = mean(first)
}
train {
  accumulate = 0
# CHECK: :[[#@LINE-1]]:16: error: 'accumulate' is at least 1, got the number 0
  groups = [group("fist.weight", lr = 1), group(lr = 1), group("*", lr = 0), group("*"), 3, group("*", rate = 1), group("*", l2 = "much")]
# CHECK: :[[#@LINE-1]]:19: error: the pattern "fist.weight" of 'groups' matches no parameter; did you mean 'first.weight'?
# CHECK: :[[#@LINE-2]]:43: error: 'group' needs an argument 'pattern'
# CHECK: :[[#@LINE-3]]:74: error: 'lr' is above 0, got the number 0
# CHECK: :[[#@LINE-4]]:78: error: a group sets 'lr', 'weight_decay' or 'l2', this one nothing
# CHECK: :[[#@LINE-5]]:90: error: expected group("pattern", lr = …, weight_decay = …, l2 = …)
# CHECK: :[[#@LINE-6]]:{{[0-9]+}}: error: 'group' has no argument 'rate'
# CHECK: :[[#@LINE-7]]:{{[0-9]+}}: error: 'l2' of 'group' must be a number, got
}

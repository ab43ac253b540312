# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input x : f32[batch, 4]
  let a = dense(x, 3)
  loss = mean(a)
}
train {
  accumulate = 4
  groups = [group("*.bias", weight_decay = 0), group("a.*", lr = 1e-4, l2 = 0.5)]
}
# CHECK: dl.train = {accumulate = 4 : i64, groups = [{pattern = "*.bias", weight_decay = 0.000000e+00 : f64}, {l2 = 5.000000e-01 : f64, lr = 1.000000e-04 : f64, pattern = "a.*"}]}

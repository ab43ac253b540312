# RUN: dlc %s --emit=dl -o - | FileCheck %s
# RUN: dlc %s --emit=ast -o - | FileCheck %s --check-prefix=AST
# RUN: dlc %s --emit=ast -o %t.dsl && dlc %t.dsl --emit=ast -o - | FileCheck %s --check-prefix=AST
# RUN: dlc %s --emit=dl -o - --set first.optimizer.lr=0.5 --set first.every=7 | FileCheck %s --check-prefix=SET
model m {
  input x : f32[batch, 4]
  let a = dense(x, 3)
  let b = dense(a, 2)
  let a_loss = mean(a)
  let b_loss = mean(b)
  let height = max(b)
  metric size = mean(abs(b))
}
train {
  optimizer = adam
  phase first {
    loss = a_loss
    update = ["a.*"]
    optimizer = sgd(lr = 0.1)
    metrics = [size]
    every = 2
  }
}
# A phase stands in the train block or beside it.
phase second {
  loss = b_loss  metrics = [height]  repeat = 3  l2 = 0.1  clip = value(1)
  groups = [group("*.bias", lr = 1e-2)]
}
# CHECK: module @m attributes {{{.*}}dl.train = {optimizer = {{.*}}, phases = [
# CHECK-SAME: {every = 2 : i64, loss = "a_loss", metrics = ["size"], name = "first", optimizer = {{.*}}kind = "sgd"{{.*}}, update = ["a.*"]},
# CHECK-SAME: {clip = {{.*}}, groups = [{lr = 1.000000e-02 : f64, pattern = "*.bias"}], l2 = 1.000000e-01 : f64, loss = "b_loss", metrics = ["height"], name = "second", repeat = 3 : i64}]
# CHECK: func.func @forward({{.*}}) -> (tensor<f32> {dl.name = "a_loss", dl.role = "loss"}, tensor<f32> {dl.name = "b_loss", dl.role = "loss"}, tensor<f32> {dl.name = "size", dl.role = "metric"}, tensor<f32> {dl.name = "height", dl.role = "metric"})
# CHECK: func.func @eval({{.*}}"a_loss", dl.role = "loss"{{.*}}"b_loss", dl.role = "loss"
# AST: phase first {
# AST-NEXT: loss = a_loss
# AST: phase second {
# AST-NEXT: loss = b_loss
# SET: every = 7 : i64, {{.*}}name = "first", optimizer = {{.*}}lr = 5.000000e-01

# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input  x : f32[batch, 4]
  target species : i32[batch]
  let fc = dense(x, 3)
  loss = softmax_cross_entropy(fc, species)
}
train {
  data = csv("iris.csv", x = columns("a".."d"), species = classes("kind"), split = 0.8, seed = 1)
  batch = 8  epochs = 5  seed = 3  drop_last = true  accumulate = 1  l2 = 1e-4
  optimizer = adamw(lr = 3e-4)
  schedule = warmup_cosine(warmup = 100)
  clip = global_norm(1.0)
  freeze = ["*.bias"]
}
# CHECK: module @m attributes {dl.batch = 8 : i64, dl.train = {accumulate = 1 : i64
# CHECK-SAME: clip = {kind = "global_norm", value = 1.000000e+00 : f64}
# CHECK-SAME: data = {kind = "csv", path = "iris.csv", seed = 1 : i64, species = {kind = "classes", names = ["kind"]}, split = 8.000000e-01 : f64, x = {from = "a", kind = "columns", to = "d"}}
# CHECK-SAME: drop_last = true, epochs = 5 : i64, freeze = ["*.bias"], l2 = 1.000000e-04 : f64
# CHECK-SAME: optimizer = {beta1 = {{.*}}, kind = "adamw", lr = 3.000000e-04 : f64, weight_decay = 1.000000e-02 : f64}
# CHECK-SAME: schedule = {floor = 0.000000e+00 : f64, kind = "warmup_cosine", steps = 0 : i64, warmup = 100 : i64}, seed = 3 : i64
# CHECK: dl.variable @fc.weight parameter : {{.*}} trainable
# CHECK: dl.variable @fc.bias parameter : tensor<3xf32> init "zeros"{{$}}

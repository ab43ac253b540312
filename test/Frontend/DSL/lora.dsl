# RUN: dlc %s --emit=dl -o - | FileCheck %s
# The train block keeps what it says; a group may speak of the factors, and without `alpha` they count once.
model m {
  input  x : f32[batch, 4]
  target y : i32[batch]
  let fc = dense(x, 3)
  loss = softmax_cross_entropy(fc, y)
}
train {
  lora = lora(rank = 2, targets = "fc.weight")
  groups = [group("*.lora_b", lr = 1e-2)]
}
# CHECK: dl.train = {groups = [{lr = 1.000000e-02 : f64, pattern = "*.lora_b"}], lora = {alpha = 2.000000e+00 : f64, rank = 2 : i64, targets = ["fc.weight"]}
# CHECK: dl.variable @fc.weight parameter : tensor<4x3xf32> init "glorot_uniform"
# CHECK-NOT: lora_a

# RUN: dlc %s --emit=dl -o - --set optimizer.lr=1e-2 --set epochs=7 --set data.path=/tmp/d --set seed=4 | FileCheck %s
# RUN: dlc %s --emit=dl -o - --batch 16 | FileCheck %s --check-prefix=BATCH
model m {
  input x : f32[batch, 4]
  loss = mean(dense(x, 1))
}
train {
  data = idx("here")
  epochs = 5
  batch = 64
  optimizer = sgd(0.5)
}
# CHECK: data = {kind = "idx", path = "/tmp/d"}, epochs = 7 : i64
# CHECK-SAME: lr = 1.000000e-02 : f64
# CHECK-SAME: seed = 4 : i64
# BATCH: dl.batch = 16 : i64
# BATCH: tensor<16x4xf32>

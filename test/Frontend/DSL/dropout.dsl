# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input  x : f32[batch, 4]
  target y : f32[batch, 4]
  let h = dropout(dropout(x, 0.25), 0.5)
  loss = mean_squared_error(h, y)
}
# Two streams, and none outside training.
# CHECK: func.func @forward
# CHECK-SAME: dl.name = "seed"
# CHECK-SAME: dl.name = "step"
# CHECK: dl.dropout {{.*}}rate = 2.500000e-01 : f64, stream = [[S:-?[0-9]+]] : i64
# CHECK-NOT: stream = [[S]] :
# CHECK: dl.dropout {{.*}}rate = 5.000000e-01
# CHECK: func.func @eval
# CHECK-NOT: dl.dropout

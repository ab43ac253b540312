# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input x : f32[batch, 4]
  param w : f32[4] = zeros()
  output a = where(x > 0 and not (x >= w), x, 0.1 * x)
}
# CHECK: dl.compare{{ +}}gt
# CHECK: dl.compare{{ +}}ge
# CHECK: dl.not
# CHECK: dl.and
# CHECK: dl.select

# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input x : f32[batch]
  output a = x ** 2
  output b = x ** 0.5
  output c = x ** 3
  output d = 2 ** 3 * x
}
# CHECK: dl.mul %[[X:.*]], %[[X]]
# CHECK: dl.sqrt
# CHECK: dl.constant dense<3.000000e+00>
# CHECK: dl.pow
# CHECK: dl.constant dense<8.000000e+00>

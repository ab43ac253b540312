# RUN: dlc %s --emit=ast -o - | FileCheck %s
model m {
  let a = 2 ** -1 ** 2
  let b = -x.y[0] * f(1)(2)
  let c = not a == b or c
  let d = (1 - 2) - 3 % 4
}
# CHECK: let a = 2 ** (-(1 ** 2))
# CHECK: let b = (-x.y[0]) * f(1)(2)
# CHECK: let c = (not (a == b)) or c
# CHECK: let d = (1 - 2) - (3 % 4)

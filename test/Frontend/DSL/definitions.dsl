# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
block f(x) { let y = x }
block f(x) { return z }
model m {
  input x : f32[batch, 4]
  let z = x
  z = x
  let z = 3
  let batch = 3
  for i in 0..2 { let inner = x }
  output inner
  output o = f(x)
}
# CHECK: :3:7: error: block 'f' is defined twice
# CHECK: :2:7: note: the first definition is here
# CHECK: :7:3: error: 'z' cannot be assigned to; define it with 'var' to change it
# CHECK: :8:7: error: 'z' is already defined
# CHECK: :6:7: note: the first definition is here
# CHECK: :9:7: error: 'batch' has a meaning of its own and cannot be defined
# CHECK: :11:10: error: 'inner' is not defined
# CHECK: :2:7: error: block 'f' does not return a value

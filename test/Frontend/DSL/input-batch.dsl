# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input  x : f32[64, 4]
  target y : i32[]
  input  z : float[batch]
  param  w : f32[batch] = zeros()
  param  v : i32[4] = zeros()
  output x
}
# CHECK: :3:18: error: the first dimension of an input is 'batch'
# CHECK: :4:14: error: the first dimension of a target is 'batch'
# CHECK: :5:14: error: 'float' is not an element type; there are u8, i32, i64, f32, f64, bf16 and bool
# CHECK: :6:14: error: 'w' outlives the step, so its shape cannot hold 'batch'
# CHECK: :7:14: error: a parameter is of type f32 or f64, got i32; use 'state' for what is not trained

# Element types that there are not are named where they stand.
# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input  bytes  : i8[batch, 4]
  input  halves : f16[batch, 4]
  input  x      : f32[batch, 4]
  param  w      : f16[4] = zeros()
  let b = cast(x, i8)
  output y = cast(x, f16)
  output z = zeros([batch, 4], i8)
}
# CHECK: :4:19: error: 'i8' is not an element type
# CHECK: :5:19: error: 'f16' is not an element type
# CHECK: :7:19: error: 'f16' is not an element type
# CHECK: :8:19: error: argument 'type' of 'cast' must be an element type such as f32, got
# CHECK: :9:22: error: argument 'type' of 'cast' must be an element type such as f32, got

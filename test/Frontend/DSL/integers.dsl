# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input image : u8[batch, 4]
  input ids : i32[batch, 4]
  let a = image / 255
  let b = ids * 0.5
  let c = relu(ids)
  let d = image > 300
  let e = cast(ids, f32) + cast(ids, f64)
  output f = ids + 1
}
# CHECK: :5:17: error: '/' does not apply to u8[batch, 4] and the number 255; convert with cast(…, f32) first
# CHECK: :6:15: error: '*' of i32[batch, 4] and the number 0.5; convert the tensor with cast(…, f32) first
# CHECK: :7:16: error: argument 'x' of 'relu' must be a float tensor, got i32[batch, 4]; convert it with cast(…, f32) first
# CHECK: :8:17: error: '>' of u8[batch, 4] and the number 300, which is out of range
# CHECK: :9:26: error: '+' of f32[batch, 4] and f64[batch, 4]; convert one to the other's type with cast()
# CHECK-NOT: error

# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 3, 4]
  input y : f32[batch, 5, 4]
  let a = einsum("bij,bjk->bik", x, y)
  let b = einsum("bij->bik", x)
  let c = einsum("bij->bii", x)
  let d = einsum("bi->b", x)
  let e = einsum("bij,bkj->bik", x)
  let f = einsum("...ij->...ji", x)
  let g = einsum("b1j->b", x)
  let h = einsum("bjj->b", x)
  let i = einsum("bij,bkj->bik", x, cast(y, f64))
  let j = einsum("a,b,c->abc", x, y)
  let k = einsum("bij->b", cast(x, i32))
  output x
}
# CHECK: :5:11: error: 'einsum' "bij,bjk->bik": subscript 'j' is 4 and 5
# CHECK: :3:9: note: 'x' is f32[batch, 3, 4]
# CHECK: :4:9: note: 'y' is f32[batch, 5, 4]
# CHECK: :6:18: error: 'einsum' "bij->bik": subscript 'k' of the result names no dimension
# CHECK: :7:18: error: 'einsum' "bij->bii": subscript 'i' is twice in the result
# CHECK: :8:11: error: 'einsum' "bi->b": the subscripts "bi" name 2 dimensions of f32[batch, 3, 4]
# CHECK: :9:18: error: 'einsum' "bij,bkj->bik": there are subscripts for 2 tensors, and 1 is given
# CHECK: :10:18: error: 'einsum' "...ij->...ji": '...' has no meaning here; give each dimension a letter
# CHECK: :11:18: error: 'einsum' "b1j->b": expected letters as the subscripts of 'a', got '1'
# CHECK: :12:11: error: 'einsum' "bjj->b": subscript 'j' is 3 and 4
# CHECK: :13:11: error: 'einsum' of f32[batch, 3, 4] and f64[batch, 5, 4]; both need the same element type
# CHECK: :14:18: error: 'einsum' "a,b,c->abc": there are subscripts for 3 tensors, and 2 are given; einsum takes one or two
# CHECK: :15:28: error: argument 'a' of 'einsum' must be a float tensor, got i32[batch, 3, 4]; convert it with cast(…, f32) first
# CHECK-NOT: error

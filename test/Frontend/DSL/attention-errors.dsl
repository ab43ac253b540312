# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 5, 8]
  input s : i32[batch, 5]
  let a = attention(x, heads = 3)
  let b = attention(x, heads = 4, kv_heads = 3)
  let c = attention(x[:, 0], heads = 2)
  let d = attention(x, heads = 2, mask = s)
  let e = attention(x, heads = 2, mask = s[:, :4] != 0)
  let f = attention(x, heads = 2, kv = cast(x, f64))
  let g = attention(x, heads = 2, dropout = 1)
  let h = attention(x)
  output x
}
# CHECK: :5:32: error: 'attention' cannot divide the 8 features of f32[batch, 5, 8] among 3 heads
# CHECK: :6:46: error: 'attention' cannot share 3 heads of keys and values among 4 heads
# CHECK: :7:11: error: 'attention' needs [batch, positions, features], got f32[batch, 8]
# CHECK: :8:11: error: the mask of 'attention' is a bool tensor [batch, positions] with true where there is something to see, got i32[batch, 5] for f32[batch, 5, 8]; compare with '!= 0' first
# CHECK: :4:9: note: 's' is i32[batch, 5]
# CHECK: :9:11: error: the mask of 'attention' is a bool tensor [batch, positions] with true where there is something to see, got bool[batch, 4] for f32[batch, 5, 8]
# CHECK: :10:11: error: 'attention' needs a 'kv' of [batch, positions, features] like 'x', got f64[batch, 5, 8] for f32[batch, 5, 8]
# CHECK: :11:45: error: the dropout of 'attention' is at least 0 and below 1, got the number 1
# CHECK: :12:11: error: {{.*}}'heads'
# CHECK-NOT: error

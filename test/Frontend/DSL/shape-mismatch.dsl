# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  let a = dense(x, 10)
  let b = dense(x, 12)
  output o = a + b
}
# CHECK: :6:16: error: the shapes of '+' do not match: [batch, 10] and [batch, 12]
# CHECK: :4:7: note: 'a' is f32[batch, 10]
# CHECK: :5:7: note: 'b' is f32[batch, 12]
# CHECK-NOT: error

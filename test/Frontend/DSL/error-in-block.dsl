# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
block f(x) {
  let q = dense(x, 3)
  return q + x
}
model m {
  input image : f32[batch, 4]
  output o = f(image)
}
# CHECK: :4:12: error: the shapes of '+' do not match: [batch, 3] and [batch, 4]
# CHECK: :3:7: note: 'q' is f32[batch, 3]
# CHECK: :7:9: note: 'image' is f32[batch, 4]
# CHECK: :8:14: note: in this call of 'f'

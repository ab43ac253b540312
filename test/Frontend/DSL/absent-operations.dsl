# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 1, 8, 8]
  let a = conv2d_transpose(x, filters = 6, kernel = 5)
  let b = upsample(a, 2)
  let c = lstm(x)
  output x
}
# CHECK: :4:11: error: 'conv2d_transpose' is not an operation of this version of dlc
# CHECK: :5:11: error: 'upsample' is not an operation of this version of dlc
# CHECK: :6:11: error: 'lstm' is not an operation of this version of dlc

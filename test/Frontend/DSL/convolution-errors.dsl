# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 3, 8, 6]
  input grey : f32[batch, 28, 28]
  input pixels : u8[batch, 3, 8, 6]
  input s : f32[batch, 3, 8]
  input deep : f32[batch, 4096, 8, 6]
  let a = conv2d(x, 4, 7)
  let b = conv2d(x, 4, [3, 3], dilation = 4, padding = 1)
  let c = conv2d(x, filters = 8, kernel = 3, groups = 2)
  let d = conv2d(x, filters = 8, kernel = 3, groups = 3)
  let e = conv2d(grey, 4, 3)
  let f = conv2d(pixels, 4, 3)
  let g = conv2d(x, 4, 3, stride = 0)
  let h = conv2d(x, 0, 3)
  let i = conv2d(x, 4, [3, 3, 3])
  let j = conv2d(x, 4, 3, padding = -1)
  let k = conv2d(x, 4, 3, padding = valid)
  let l = conv2d(transpose(x, permutation = [1, 0, 2, 3]), 4, 3)
  let m = conv1d(s, 4, 9)
  let n = conv1d(x, 4, 3)
  let o = depthwise_conv2d(x, 3, multiplier = 0)
  let p = depthwise_conv2d(s, 3)
  let q = conv2d(deep, 2000000000, 1)
  let r = conv2d(x, 4, 3, padding = 2000000000)
  output x
}
# CHECK: :8:11: error: the kernel [7, 7] of 'conv2d' is larger than its image f32[batch, 3, 8, 6]
# CHECK: :3:9: note: 'x' is f32[batch, 3, 8, 6]
# CHECK: :9:11: error: the kernel [3, 3], which its dilation spreads over [9, 9], of 'conv2d' is larger than its image f32[batch, 3, 8, 6], padded to [10, 8]
# CHECK: :10:11: error: 'conv2d' cannot divide the 3 channels of f32[batch, 3, 8, 6] and its 8 filters into 2 groups
# CHECK: :11:11: error: 'conv2d' cannot divide the 3 channels of f32[batch, 3, 8, 6] and its 8 filters into 3 groups
# CHECK: :12:11: error: 'conv2d' needs images [batch, channels, height, width], got f32[batch, 28, 28]; reshape it to [batch, 1, 28, 28] first
# CHECK: :13:18: error: argument 'x' of 'conv2d' must be a float tensor, got u8[batch, 3, 8, 6]; convert it with cast(…, f32) first
# CHECK: :14:36: error: argument 'stride' of 'conv2d' must be at least 1 and below 2^31, got 0
# CHECK: :15:21: error: argument 'filters' of 'conv2d' must be at least 1 and below 2^31, got 0
# CHECK: :16:24: error: argument 'kernel' of 'conv2d' has 2 numbers, for height and width, got 3
# CHECK: :17:37: error: argument 'padding' of 'conv2d' must be at least 0 and below 2^31, got -1
# CHECK: :18:37: error: argument 'padding' of 'conv2d' must be a whole number, a list of them or 'same', got 'valid'
# CHECK: :19:11: error: 'conv2d' mixes all dimensions but the first, and the batch is one of them in f32[3, batch, 8, 6]
# CHECK: :20:11: error: the kernel [9] of 'conv1d' is larger than its image f32[batch, 3, 8]
# CHECK: :21:11: error: 'conv1d' needs sequences [batch, channels, length], got f32[batch, 3, 8, 6]
# CHECK: :22:47: error: argument 'multiplier' of 'depthwise_conv2d' must be at least 1 and below 2^31, got 0
# CHECK: :23:11: error: 'depthwise_conv2d' needs images [batch, channels, height, width], got f32[batch, 3, 8]
# CHECK: :24:11: error: the weight of 'conv2d', [2000000000, 4096, 1, 1], would have more than 2^40 elements
# CHECK: :25:11: error: the result of 'conv2d', [32, 4, 4000000006, 4000000004], would have more than 2^40 elements

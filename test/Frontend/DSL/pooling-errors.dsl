# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 3, 8, 6]
  input grey : f32[batch, 28, 28]
  let a = max_pool2d(x, 7)
  let b = max_pool2d(x, 2, padding = 2)
  let c = avg_pool2d(x, 3, stride = 5, padding = [2, 3], ceil = true)
  let d = max_pool2d(grey, 2)
  let e = avg_pool2d(x, 2, stride = -1)
  let f = max_pool2d(x, 17, padding = 16)
  let g = max_pool1d(x, 2)
  let h = global_avg_pool2d(grey)
  let i = global_max_pool1d(x)
  let j = avg_pool2d(x, 0)
  let k = max_pool2d(x, [2])
  let l = max_pool2d(x, 2, ceil = 1)
  output x
}
# CHECK: :5:11: error: the kernel [7, 7] of 'max_pool2d' is larger than its image f32[batch, 3, 8, 6]
# CHECK: :6:11: error: a window of 'max_pool2d' would lie wholly in the padding: the kernel is [2, 2], the padding [2, 2] around f32[batch, 3, 8, 6]
# CHECK: :3:9: note: 'x' is f32[batch, 3, 8, 6]
# CHECK: :7:11: error: a window of 'avg_pool2d' would lie wholly in the padding: the kernel is [3, 3], the padding [2, 3] around f32[batch, 3, 8, 6]
# CHECK: :8:11: error: 'max_pool2d' needs images [batch, channels, height, width], got f32[batch, 28, 28]; reshape it to [batch, 1, 28, 28] first
# CHECK: :9:37: error: argument 'stride' of 'avg_pool2d' must be at least 1 and below 2^31, got -1
# CHECK: :10:25: error: a window of 'max_pool2d' has at most 256 elements, got [17, 17]
# CHECK: :11:11: error: 'max_pool1d' needs sequences [batch, channels, length], got f32[batch, 3, 8, 6]
# CHECK: :12:11: error: 'global_avg_pool2d' needs images [batch, channels, height, width], got f32[batch, 28, 28]
# CHECK: :13:11: error: 'global_max_pool1d' needs sequences [batch, channels, length], got f32[batch, 3, 8, 6]
# CHECK: :14:25: error: argument 'kernel' of 'avg_pool2d' must be at least 1 and below 2^31, got 0
# CHECK: :15:25: error: argument 'kernel' of 'max_pool2d' has 2 numbers, for height and width, got 1
# CHECK: :16:35: error: argument 'ceil' of 'max_pool2d' must be true or false, got the number 1

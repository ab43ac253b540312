# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : u8[batch, 3, 8, 6]
  input grey : u8[batch, 28, 28]
  let a = random_crop(x, padding = 6)
  let b = random_crop(x, 0)
  let c = random_crop(grey, 4)
  let d = random_flip(grey)
  output x
}
# CHECK: :5:36: error: 'random_crop' shifts images by at least 1 pixel and less than their size, got 6 for u8[batch, 3, 8, 6]
# CHECK: :6:26: error: 'random_crop' shifts images by at least 1 pixel and less than their size, got 0 for u8[batch, 3, 8, 6]
# CHECK: :7:11: error: 'random_crop' needs images [batch, channels, height, width], got u8[batch, 28, 28]; reshape it to [batch, 1, 28, 28] first
# CHECK: :8:11: error: 'random_flip' needs images [batch, channels, height, width], got u8[batch, 28, 28]; reshape it to [batch, 1, 28, 28] first

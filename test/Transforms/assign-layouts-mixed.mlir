// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-assign-layouts{lanes=8}))' | FileCheck %s
// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-assign-layouts{lanes=8 force=channels-last}))' | FileCheck %s --check-prefix=LAST
// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-assign-layouts{lanes=8 force=batch-innermost}))' | FileCheck %s --check-prefix=INNER
// Each op has the layout in which it costs least, if conversions do not cost more than that saves.

// Few filters first, then many channels. Where the image is smallest, after the pooling, it changes.
// CHECK-LABEL: func.func @first_and_later(
// CHECK: dl.contract {{.*}} -> tensor<1x8x56x56x8xf32>
// CHECK-NOT: dl.transpose
// CHECK: %[[TURNED:.*]] = dl.transpose %{{.*}} [0, 4, 2, 3, 1] : tensor<1x8x14x14x8xf32> -> tensor<1x8x14x14x8xf32>
// CHECK-NEXT: %[[IMAGE:.*]] = dl.reshape %[[TURNED]] : tensor<1x8x14x14x8xf32> -> tensor<8x14x14x8xf32>
// CHECK: %[[WIDE:.*]] = dl.contract %[[IMAGE]] {{.*}} -> tensor<8x14x14x256xf32>
// CHECK: dl.contract %[[WIDE]] {{.*}} -> tensor<8x14x14x256xf32>
// LAST-LABEL: func.func @first_and_later(
// LAST: dl.contract {{.*}} -> tensor<8x56x56x8xf32>
// LAST-COUNT-2: dl.contract {{.*}} -> tensor<8x14x14x256xf32>
// INNER-LABEL: func.func @first_and_later(
// INNER: dl.contract {{.*}} -> tensor<1x8x56x56x8xf32>
// INNER-COUNT-2: dl.contract {{.*}} -> tensor<1x256x14x14x8xf32>
func.func @first_and_later(%x: tensor<8x3x56x56xf32>, %w0: tensor<8x3x7x7xf32>, %w1: tensor<256x8x3x3xf32>, %w2: tensor<256x256x3x3xf32>) -> tensor<8x256x14x14xf32> {
  %0 = dl.conv2d %x, %w0 strides [1, 1] low [3, 3] high [3, 3] dilations [1, 1] groups 1 : tensor<8x3x56x56xf32>, tensor<8x3x7x7xf32> -> tensor<8x8x56x56xf32>
  %1 = dl.relu %0 : tensor<8x8x56x56xf32>
  %2 = dl.sum_pool2d %1 window [4, 4] strides [4, 4] low [0, 0] high [0, 0] : tensor<8x8x56x56xf32> -> tensor<8x8x14x14xf32>
  %3 = dl.conv2d %2, %w1 strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x8x14x14xf32>, tensor<256x8x3x3xf32> -> tensor<8x256x14x14xf32>
  %4 = dl.conv2d %3, %w2 strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x256x14x14xf32>, tensor<256x256x3x3xf32> -> tensor<8x256x14x14xf32>
  return %4 : tensor<8x256x14x14xf32>
}

// -----

// The second convolution has less arithmetic in channels-last, but the first has more, and a conversion
// between them costs more than either. With a larger window the second outweighs the first.
// CHECK-LABEL: func.func @too_little_saved(
// CHECK: %[[Y:.*]] = dl.contract {{.*}} -> tensor<1x97x56x56x8xf32>
// CHECK-NEXT: dl.contract %{{.*}}, %[[Y]] {{.*}} -> tensor<1x256x56x56x8xf32>
// CHECK-LABEL: func.func @enough_saved(
// CHECK: %[[Y:.*]] = dl.contract {{.*}} -> tensor<8x56x56x97xf32>
// CHECK: dl.contract %[[Y]] {{.*}} -> tensor<8x56x56x256xf32>
func.func @too_little_saved(%x: tensor<8x3x56x56xf32>, %w0: tensor<97x3x9x9xf32>, %w1: tensor<256x97x1x1xf32>) -> tensor<8x256xf32> {
  %0 = dl.conv2d %x, %w0 strides [1, 1] low [4, 4] high [4, 4] dilations [1, 1] groups 1 : tensor<8x3x56x56xf32>, tensor<97x3x9x9xf32> -> tensor<8x97x56x56xf32>
  %1 = dl.conv2d %0, %w1 strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<8x97x56x56xf32>, tensor<256x97x1x1xf32> -> tensor<8x256x56x56xf32>
  %2 = dl.reduce_sum %1 axes [2, 3] : tensor<8x256x56x56xf32> -> tensor<8x256xf32>
  return %2 : tensor<8x256xf32>
}
func.func @enough_saved(%x: tensor<8x3x56x56xf32>, %w0: tensor<97x3x9x9xf32>, %w1: tensor<256x97x5x5xf32>) -> tensor<8x256xf32> {
  %0 = dl.conv2d %x, %w0 strides [1, 1] low [4, 4] high [4, 4] dilations [1, 1] groups 1 : tensor<8x3x56x56xf32>, tensor<97x3x9x9xf32> -> tensor<8x97x56x56xf32>
  %1 = dl.conv2d %0, %w1 strides [1, 1] low [2, 2] high [2, 2] dilations [1, 1] groups 1 : tensor<8x97x56x56xf32>, tensor<256x97x5x5xf32> -> tensor<8x256x56x56xf32>
  %2 = dl.reduce_sum %1 axes [2, 3] : tensor<8x256x56x56xf32> -> tensor<8x256xf32>
  return %2 : tensor<8x256xf32>
}

// -----

// The gradients' other factors are in row-major, from which batch-innermost is made fastest; two that read one image
// share its conversion.
// CHECK-LABEL: func.func @one_conversion(
// CHECK: %[[Y:.*]] = dl.contract {{.*}} -> tensor<8x56x56x64xf32>
// CHECK-NEXT: %[[SPLIT:.*]] = dl.reshape %[[Y]] : tensor<8x56x56x64xf32> -> tensor<1x8x56x56x64xf32>
// CHECK-NEXT: %[[TURNED:.*]] = dl.transpose %[[SPLIT]] [0, 4, 2, 3, 1] : {{.*}} -> tensor<1x64x56x56x8xf32>
// CHECK-COUNT-2: dl.contract %{{.*}} at {{.*}}, %[[TURNED]] at {{.*}} -> tensor<64x64x3x3x8xf32>
func.func @one_conversion(%x: tensor<8x512x56x56xf32>, %w: tensor<64x512x3x3xf32>, %g: tensor<8x64x56x56xf32>, %h: tensor<8x64x56x56xf32>) -> (tensor<64x64x3x3xf32>, tensor<64x64x3x3xf32>) {
  %0 = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x512x56x56xf32>, tensor<64x512x3x3xf32> -> tensor<8x64x56x56xf32>
  %1 = dl.conv2d_weight_gradient %0, %g strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x64x56x56xf32>, tensor<8x64x56x56xf32> -> tensor<64x64x3x3xf32>
  %2 = dl.conv2d_weight_gradient %0, %h strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x64x56x56xf32>, tensor<8x64x56x56xf32> -> tensor<64x64x3x3xf32>
  return %1, %2 : tensor<64x64x3x3xf32>, tensor<64x64x3x3xf32>
}

// -----

// Many channels on both sides: all three products of a convolution are in blocks, and two of them share an image.
// CHECK-LABEL: func.func @step(
// CHECK: dl.contract %[[X:[0-9]+]] at {{.*}} -> tensor<8x32x56x56x8xf32>
// CHECK: dl.contract %[[G:[0-9]+]] at {{.*}} -> tensor<8x32x56x56x8xf32>
// CHECK: dl.contract %[[X]] at {{.*}}, %[[G]] at {{.*}} -> tensor<32x32x3x3x8x8xf32>
// LAST-LABEL: func.func @step(
// LAST: dl.contract {{.*}} -> tensor<3x3x256x256xf32>
// INNER-LABEL: func.func @step(
// INNER-COUNT-2: dl.contract {{.*}} -> tensor<1x256x56x56x8xf32>
func.func @step(%x: tensor<8x256x56x56xf32>, %w: tensor<256x256x3x3xf32>, %g: tensor<8x256x56x56xf32>) -> (tensor<8x256x56x56xf32>, tensor<8x256x56x56xf32>, tensor<256x256x3x3xf32>) {
  %y = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x256x56x56xf32>, tensor<256x256x3x3xf32> -> tensor<8x256x56x56xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x256x56x56xf32>, tensor<256x256x3x3xf32> -> tensor<8x256x56x56xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x256x56x56xf32>, tensor<8x256x56x56xf32> -> tensor<256x256x3x3xf32>
  return %y, %dx, %dw : tensor<8x256x56x56xf32>, tensor<8x256x56x56xf32>, tensor<256x256x3x3xf32>
}

// -----

// A batch that does not fill vectors decides for its own ops alone, forced or not.
// CHECK-LABEL: func.func @two_batches(
// CHECK: dl.contract {{.*}} -> tensor<1x4x6x6x8xf32>
// CHECK: dl.contract {{.*}} -> tensor<5x6x6x4xf32>
// LAST-LABEL: func.func @two_batches(
// LAST: dl.contract {{.*}} -> tensor<8x6x6x4xf32>
// INNER-LABEL: func.func @two_batches(
// INNER: dl.contract {{.*}} -> tensor<1x4x6x6x8xf32>
// INNER: dl.contract {{.*}} -> tensor<5x6x6x4xf32>
func.func @two_batches(%x: tensor<8x3x8x8xf32>, %z: tensor<5x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) -> (tensor<8x4x6x6xf32>, tensor<5x4x6x6xf32>) {
  %0 = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<8x3x8x8xf32>, tensor<4x3x3x3xf32> -> tensor<8x4x6x6xf32>
  %1 = dl.conv2d %z, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<5x3x8x8xf32>, tensor<4x3x3x3xf32> -> tensor<5x4x6x6xf32>
  return %0, %1 : tensor<8x4x6x6xf32>, tensor<5x4x6x6xf32>
}

// -----

// One channel, or one pixel: the same order under another shape.
// LAST-LABEL: func.func @one_channel(
// LAST-NOT: dl.transpose
// LAST: dl.reshape %{{.*}} : tensor<5x1x8x8xf32> -> tensor<5x8x8x1xf32>
// LAST: dl.contract {{.*}} -> tensor<5x1x1x4xf32>
// LAST-NEXT: dl.reshape %{{.*}} : tensor<5x1x1x4xf32> -> tensor<5x4x1x1xf32>
func.func @one_channel(%x: tensor<5x1x8x8xf32>, %w: tensor<4x1x8x8xf32>) -> tensor<5x4x1x1xf32> {
  %0 = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<5x1x8x8xf32>, tensor<4x1x8x8xf32> -> tensor<5x4x1x1xf32>
  return %0 : tensor<5x4x1x1xf32>
}

// -----

// Channels of 64 x 64 pixels lie so far apart that they crowd out each other from the cache; those of 60 x 60 do not.
// CHECK-LABEL: func.func @crowded(
// CHECK: %[[Y:.*]] = dl.contract {{.*}} -> tensor<8x64x64x64xf32>
// CHECK: dl.contract %[[Y]] {{.*}} -> tensor<8x64x64x64xf32>
// CHECK-LABEL: func.func @not_crowded(
// CHECK: %[[Y:.*]] = dl.contract {{.*}} -> tensor<1x64x60x60x8xf32>
// CHECK: dl.contract %{{.*}}, %[[Y]] {{.*}} -> tensor<1x64x60x60x8xf32>
func.func @crowded(%x: tensor<8x64x64x64xf32>, %w: tensor<64x64x3x3xf32>) -> tensor<8x64x64x64xf32> {
  %0 = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x64x64x64xf32>, tensor<64x64x3x3xf32> -> tensor<8x64x64x64xf32>
  %1 = dl.conv2d %0, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x64x64x64xf32>, tensor<64x64x3x3xf32> -> tensor<8x64x64x64xf32>
  return %1 : tensor<8x64x64x64xf32>
}
func.func @not_crowded(%x: tensor<8x64x60x60xf32>, %w: tensor<64x64x3x3xf32>) -> tensor<8x64x60x60xf32> {
  %0 = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x64x60x60xf32>, tensor<64x64x3x3xf32> -> tensor<8x64x60x60xf32>
  %1 = dl.conv2d %0, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x64x60x60xf32>, tensor<64x64x3x3xf32> -> tensor<8x64x60x60xf32>
  return %1 : tensor<8x64x60x60xf32>
}

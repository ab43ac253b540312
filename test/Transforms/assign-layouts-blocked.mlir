// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-assign-layouts{lanes=8 force=channel-blocked}))' | FileCheck %s
// Channels in blocks that fill a vector, where all images of an op have whole blocks; else channels-last.

// The image of 3 channels keeps its convolution in channels-last; what it makes is turned once, for the next one.
// CHECK-LABEL: func.func @forward(
// CHECK-SAME: %[[X:.*]]: tensor<2x3x6x7xf32>, %{{.*}}, %[[W:.*]]: tensor<24x16x3x3xf32>, %[[B:.*]]: tensor<24xf32>
// CHECK: dl.contract {{.*}} -> tensor<2x6x7x16xf32>
// CHECK: %[[RELU:.*]] = dl.relu %{{.*}} : tensor<2x2x6x7x8xf32>
// CHECK: %[[SPLIT:.*]] = dl.reshape %[[W]] : tensor<24x16x3x3xf32> -> tensor<3x8x2x8x3x3xf32>
// CHECK: %[[BLOCKS:.*]] = dl.transpose %[[SPLIT]] [0, 2, 4, 5, 3, 1] : {{.*}} -> tensor<3x2x3x3x8x8xf32>
// CHECK: %[[Y:.*]] = dl.contract %[[RELU]] at {{.*}}, %[[BLOCKS]] at {{.*}} over [2, 3, 3, 8]
// CHECK-SAME: -> tensor<2x3x6x7x8xf32>
// CHECK: %[[PAIR:.*]] = dl.reshape %[[B]] : tensor<24xf32> -> tensor<3x8xf32>
// CHECK: %[[BIAS:.*]] = dl.broadcast %[[PAIR]] dims [1, 4] : tensor<3x8xf32> -> tensor<2x3x6x7x8xf32>
// CHECK: %[[SUM:.*]] = dl.add %[[Y]], %[[BIAS]]
// CHECK: %[[TURNED:.*]] = dl.transpose %[[SUM]] [0, 1, 4, 2, 3]
// CHECK: dl.reshape %[[TURNED]] : tensor<2x3x8x6x7xf32> -> tensor<2x24x6x7xf32>
func.func @forward(%x: tensor<2x3x6x7xf32>, %w0: tensor<16x3x3x3xf32>, %w: tensor<24x16x3x3xf32>, %b: tensor<24xf32>) -> tensor<2x24x6x7xf32> {
  %0 = dl.conv2d %x, %w0 strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x3x6x7xf32>, tensor<16x3x3x3xf32> -> tensor<2x16x6x7xf32>
  %1 = dl.relu %0 : tensor<2x16x6x7xf32>
  %2 = dl.conv2d %1, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x16x6x7xf32>, tensor<24x16x3x3xf32> -> tensor<2x24x6x7xf32>
  %3 = dl.broadcast %b dims [1] : tensor<24xf32> -> tensor<2x24x6x7xf32>
  %4 = dl.add %2, %3 : tensor<2x24x6x7xf32>
  return %4 : tensor<2x24x6x7xf32>
}

// -----

// The gradient of an image of 3 channels is in channels-last, of one of 16 in blocks; that of the filters ends in the
// filters' order.
// CHECK-LABEL: func.func @gradients(
// CHECK: dl.contract {{.*}} -> tensor<2x6x6x3xf32>
// CHECK: dl.transpose %{{.*}} [2, 0, 4, 5, 1, 3] : tensor<3x8x2x8x3x3xf32> -> tensor<2x3x3x3x8x8xf32>
// CHECK: dl.contract {{.*}} over [3, 3, 3, 8] {{.*}} -> tensor<2x2x6x6x8xf32>
// CHECK: %[[SUMS:.*]] = dl.contract {{.*}} -> tensor<3x2x3x3x8x8xf32>
// CHECK: %[[TURNED:.*]] = dl.transpose %[[SUMS]] [0, 5, 1, 4, 2, 3]
// CHECK: dl.reshape %[[TURNED]] : tensor<3x8x2x8x3x3xf32> -> tensor<24x16x3x3xf32>
func.func @gradients(%x: tensor<2x16x6x6xf32>, %g: tensor<2x24x6x6xf32>, %w0: tensor<24x3x3x3xf32>, %w: tensor<24x16x3x3xf32>) -> (tensor<2x3x6x6xf32>, tensor<2x16x6x6xf32>, tensor<24x16x3x3xf32>) {
  %0 = dl.conv2d_input_gradient %g, %w0 strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x24x6x6xf32>, tensor<24x3x3x3xf32> -> tensor<2x3x6x6xf32>
  %1 = dl.conv2d_input_gradient %g, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x24x6x6xf32>, tensor<24x16x3x3xf32> -> tensor<2x16x6x6xf32>
  %2 = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x16x6x6xf32>, tensor<2x24x6x6xf32> -> tensor<24x16x3x3xf32>
  return %0, %1, %2 : tensor<2x3x6x6xf32>, tensor<2x16x6x6xf32>, tensor<24x16x3x3xf32>
}

// -----

// Single pixels: all rows are one, so that tiles go on from one to the next.
// CHECK-LABEL: func.func @pointwise(
// CHECK: %[[ROW:.*]] = dl.reshape %{{.*}} : tensor<2x1x5x7x8xf32> -> tensor<2x1x1x35x8xf32>
// CHECK: %[[Y:.*]] = dl.contract %[[ROW]] {{.*}} -> tensor<2x2x1x35x8xf32>
// CHECK: dl.reshape %[[Y]] : tensor<2x2x1x35x8xf32> -> tensor<2x2x5x7x8xf32>
func.func @pointwise(%x: tensor<2x8x5x7xf32>, %w: tensor<16x8x1x1xf32>) -> tensor<2x16x5x7xf32> {
  %0 = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x8x5x7xf32>, tensor<16x8x1x1xf32> -> tensor<2x16x5x7xf32>
  return %0 : tensor<2x16x5x7xf32>
}

// -----

// Groups are no whole blocks.
// CHECK-LABEL: func.func @grouped(
// CHECK: dl.contract {{.*}} -> tensor<2x6x6x2x16xf32>
func.func @grouped(%x: tensor<2x16x6x6xf32>, %w: tensor<32x8x3x3xf32>) -> tensor<2x32x6x6xf32> {
  %0 = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 2 : tensor<2x16x6x6xf32>, tensor<32x8x3x3xf32> -> tensor<2x32x6x6xf32>
  return %0 : tensor<2x32x6x6xf32>
}

// -----

// Of a channel both its dimensions are kept, or both are reduced.
// CHECK-LABEL: func.func @reductions(
// CHECK: dl.reduce_sum %{{.*}} axes [2, 3] : tensor<2x2x6x6x8xf32> -> tensor<2x2x8xf32>
// CHECK: %[[SUMS:.*]] = dl.reduce_sum %{{.*}} axes [0] : tensor<2x2x8xf32> -> tensor<2x8xf32>
// CHECK: dl.reshape %[[SUMS]] : tensor<2x8xf32> -> tensor<16xf32>
// CHECK: dl.reduce_max %{{.*}} axes [1, 4] : tensor<2x2x6x6x8xf32> -> tensor<2x6x6xf32>
func.func @reductions(%x: tensor<2x16x6x6xf32>, %w: tensor<16x16x1x1xf32>) -> (tensor<16xf32>, tensor<2x6x6xf32>) {
  %0 = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x16x6x6xf32>, tensor<16x16x1x1xf32> -> tensor<2x16x6x6xf32>
  %1 = dl.reduce_sum %0 axes [0, 2, 3] : tensor<2x16x6x6xf32> -> tensor<16xf32>
  %2 = dl.reduce_max %0 axes [1] : tensor<2x16x6x6xf32> -> tensor<2x6x6xf32>
  return %1, %2 : tensor<16xf32>, tensor<2x6x6xf32>
}

// -----

// The number of a channel: those of the blocks before, and those in its own.
// CHECK-LABEL: func.func @numbers(
// CHECK: %[[BLOCK:.*]] = dl.iota {dimension = 1 : i64} : tensor<2x2x6x6x8xf32>
// CHECK: %[[SIZE:.*]] = dl.constant dense<8.0{{.*}}> : tensor<2x2x6x6x8xf32>
// CHECK: %[[BEFORE:.*]] = dl.mul %[[BLOCK]], %[[SIZE]]
// CHECK: %[[INNER:.*]] = dl.iota {dimension = 4 : i64} : tensor<2x2x6x6x8xf32>
// CHECK: dl.add %[[BEFORE]], %[[INNER]]
func.func @numbers(%x: tensor<2x16x6x6xf32>, %w: tensor<16x16x1x1xf32>) -> tensor<2x16x6x6xf32> {
  %0 = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x16x6x6xf32>, tensor<16x16x1x1xf32> -> tensor<2x16x6x6xf32>
  %1 = dl.iota {dimension = 1 : i64} : tensor<2x16x6x6xf32>
  %2 = dl.mul %0, %1 : tensor<2x16x6x6xf32>
  return %2 : tensor<2x16x6x6xf32>
}

// -----

// Windows of pooling slide over pixels, wherever channels are.
// CHECK-LABEL: func.func @pooling(
// CHECK: dl.reshape %{{.*}} : tensor<2x2x8x8x8xf32> -> tensor<2x2x4x2x4x2x8xf32>
// CHECK-COUNT-4: dl.slice
func.func @pooling(%x: tensor<2x16x8x8xf32>) -> tensor<2x16x4x4xf32> {
  %0, %i = dl.max_pool2d %x window [2, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<2x16x8x8xf32> -> tensor<2x16x4x4xf32>, tensor<2x16x4x4xui8>
  return %0 : tensor<2x16x4x4xf32>
}

// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-assign-layouts{lanes=16}))' | FileCheck %s
// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-assign-layouts{force=channels-last}))' | FileCheck %s --check-prefix=LAST
// Images take the shape that they have in memory; elementwise ops between convolutions follow.

// CHECK-LABEL: func.func @forward(
// CHECK-SAME: %[[X:.*]]: tensor<32x3x8x8xf32>, %[[W:.*]]: tensor<4x3x3x3xf32>, %[[B:.*]]: tensor<4xf32>
// CHECK: %[[SPLIT:.*]] = dl.reshape %[[X]] : tensor<32x3x8x8xf32> -> tensor<2x16x3x8x8xf32>
// CHECK: %[[TURNED:.*]] = dl.transpose %[[SPLIT]] [0, 2, 3, 4, 1]
// CHECK: %[[Y:.*]] = dl.contract %[[W]] at {{.*}}, %[[TURNED]] at {{.*}} over [3, 3, 3]
// CHECK-SAME: -> tensor<2x4x8x8x16xf32>
// CHECK: %[[BIAS:.*]] = dl.broadcast %[[B]] dims [1] : tensor<4xf32> -> tensor<2x4x8x8x16xf32>
// CHECK: %[[SUM:.*]] = dl.add %[[Y]], %[[BIAS]]
// CHECK: dl.relu %[[SUM]]
// Back only for the caller.
// CHECK: dl.transpose %{{.*}} [0, 4, 1, 2, 3]
// CHECK: dl.reshape %{{.*}} -> tensor<32x4x8x8xf32>
// LAST-LABEL: func.func @forward(
// LAST: dl.transpose %{{.*}} [0, 2, 3, 1] : tensor<32x3x8x8xf32> -> tensor<32x8x8x3xf32>
// LAST: dl.transpose %{{.*}} [2, 3, 1, 0] : tensor<4x3x3x3xf32> -> tensor<3x3x3x4xf32>
// LAST: dl.contract {{.*}} -> tensor<32x8x8x4xf32>
// LAST: dl.broadcast %{{.*}} dims [3] : tensor<4xf32> -> tensor<32x8x8x4xf32>
func.func @forward(%x: tensor<32x3x8x8xf32>, %w: tensor<4x3x3x3xf32>, %b: tensor<4xf32>) -> tensor<32x4x8x8xf32> {
  %0 = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<32x3x8x8xf32>, tensor<4x3x3x3xf32> -> tensor<32x4x8x8xf32>
  %1 = dl.broadcast %b dims [1] : tensor<4xf32> -> tensor<32x4x8x8xf32>
  %2 = dl.add %0, %1 : tensor<32x4x8x8xf32>
  %3 = dl.relu %2 : tensor<32x4x8x8xf32>
  return %3 : tensor<32x4x8x8xf32>
}

// -----

// The mean of each image's channel: what is left goes back to [N, C].
// CHECK-LABEL: func.func @reduction(
// CHECK: dl.reduce_sum %{{.*}} axes [2, 3] : tensor<2x4x6x6x16xf32> -> tensor<2x4x16xf32>
// CHECK: dl.transpose %{{.*}} [0, 2, 1]
// CHECK: dl.reshape %{{.*}} -> tensor<32x4xf32>
// LAST-LABEL: func.func @reduction(
// LAST: dl.reduce_sum %{{.*}} axes [1, 2] : tensor<32x6x6x4xf32> -> tensor<32x4xf32>
// LAST-NEXT: return
func.func @reduction(%x: tensor<32x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<32x4xf32> {
  %0 = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<32x3x8x8xf32>, tensor<4x3x3x3xf32> -> tensor<32x4x6x6xf32>
  %1 = dl.reduce_sum %0 axes [2, 3] : tensor<32x4x6x6xf32> -> tensor<32x4xf32>
  return %1 : tensor<32x4xf32>
}

// -----

// Each lane of the batch has a sum of its own; blocks of the batch and of rows are walked outside.
// CHECK-LABEL: func.func @weight_gradient(
// CHECK: %[[SUMS:.*]] = dl.contract {{.*}} blocked {{[12]}}
// CHECK-SAME: -> tensor<4x3x3x3x16xf32>
// CHECK: dl.reduce_sum %[[SUMS]] axes [4]
// LAST-LABEL: func.func @weight_gradient(
// Of few channels, those of a row of the window are one dimension.
// LAST: %[[ROWS:.*]] = dl.reshape {{.*}} -> tensor<32x8x24xf32>
// LAST: %[[SUMS:.*]] = dl.contract %[[ROWS]] {{.*}} blocked 1
// LAST-SAME: -> tensor<3x9x4xf32>
// LAST: %[[FILTERS:.*]] = dl.reshape %[[SUMS]] : tensor<3x9x4xf32> -> tensor<3x3x3x4xf32>
// LAST: dl.transpose %[[FILTERS]] [3, 2, 0, 1]
func.func @weight_gradient(%x: tensor<32x3x8x8xf32>, %g: tensor<32x4x6x6xf32>) -> tensor<4x3x3x3xf32> {
  %0 = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<32x3x8x8xf32>, tensor<32x4x6x6xf32> -> tensor<4x3x3x3xf32>
  return %0 : tensor<4x3x3x3xf32>
}

// -----

// A batch that does not fill the vectors: they run along channels.
// CHECK-LABEL: func.func @small_batch(
// CHECK: dl.contract {{.*}} -> tensor<5x6x6x4xf32>
func.func @small_batch(%x: tensor<5x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<5x4x6x6xf32> {
  %0 = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<5x3x8x8xf32>, tensor<4x3x3x3xf32> -> tensor<5x4x6x6xf32>
  return %0 : tensor<5x4x6x6xf32>
}

// -----

// Windows side by side: the image seen as [.., P, i, Q, j, ..].
// CHECK-LABEL: func.func @pooling(
// CHECK: dl.reshape %{{.*}} -> tensor<1x3x4x2x4x2x16xf32>
// CHECK-COUNT-4: dl.slice
// CHECK: dl.iota {dimension = 3 : i64}
func.func @pooling(%x: tensor<16x3x8x8xf32>, %g: tensor<16x3x4x4xf32>) -> tensor<16x3x8x8xf32> {
  %0, %i = dl.max_pool2d %x window [2, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<16x3x8x8xf32> -> tensor<16x3x4x4xf32>, tensor<16x3x4x4xui8>
  %1 = dl.mul %0, %g : tensor<16x3x4x4xf32>
  %2 = dl.max_unpool2d %1, %i window [2, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<16x3x4x4xf32>, tensor<16x3x4x4xui8> -> tensor<16x3x8x8xf32>
  return %2 : tensor<16x3x8x8xf32>
}

// -----

// Windows that overlap: a pixel of a row is element 1 or 2 of a window, or 0 of the next one. Where the window has no such
// column, no index matches.
// CHECK-LABEL: func.func @overlapping(
// CHECK: %[[G:.*]] = dl.pad %{{.*}} low [0, 0, 0, 0, 0] high [0, 0, 1, 1, 0] {{.*}} -> tensor<1x3x5x5x16xf32>
// CHECK: %[[I:.*]] = dl.pad %{{.*}} low [0, 0, 0, 0, 0] high [0, 0, 1, 1, 0] {{.*}} -> tensor<1x3x5x5x16xui8>
// CHECK: %[[INSIDE:.*]] = dl.compare ge
// CHECK: dl.slice %[[G]] from [0, 0, 1, 1, 0]
// CHECK: %[[NUMBER:.*]] = dl.select %[[INSIDE]],
// CHECK: dl.slice %[[I]] from [0, 0, 1, 1, 0]
// CHECK: dl.compare eq %{{.*}}, %[[NUMBER]] : tensor<1x3x4x2x4x2x16xi32>
// CHECK: dl.compare eq
// CHECK: dl.compare ge
// CHECK: dl.compare eq
// CHECK: dl.compare eq
// CHECK-NOT: dl.compare
// CHECK-NOT: dl.pad
// CHECK: dl.reshape %{{.*}} : tensor<1x3x4x2x4x2x16xf32> -> tensor<1x3x8x8x16xf32>
func.func @overlapping(%x: tensor<16x3x8x8xf32>, %g: tensor<16x3x4x4xf32>) -> tensor<16x3x8x8xf32> {
  %0, %i = dl.max_pool2d %x window [3, 3] strides [2, 2] low [1, 1] high [1, 1] : tensor<16x3x8x8xf32> -> tensor<16x3x4x4xf32>, tensor<16x3x4x4xui8>
  %1 = dl.max_unpool2d %g, %i window [3, 3] strides [2, 2] low [1, 1] high [1, 1] : tensor<16x3x4x4xf32>, tensor<16x3x4x4xui8> -> tensor<16x3x8x8xf32>
  return %1 : tensor<16x3x8x8xf32>
}

// -----

// A convolution of single pixels is a product of matrices in channels-last, and so are its adjoints: the gradient of
// the filters comes out as the filters are.
// LAST-LABEL: func.func @pointwise(
// LAST: %[[X:.*]] = dl.reshape %{{.*}} : tensor<2x5x5x8xf32> -> tensor<50x8xf32>
// LAST: %[[W:.*]] = dl.reshape %{{.*}} : tensor<6x8x1x1xf32> -> tensor<6x8xf32>
// LAST: dl.matmul %[[X]], %[[W]] transpose_rhs : tensor<50x8xf32>, tensor<6x8xf32> -> tensor<50x6xf32>
// LAST: dl.matmul %{{.*}}, %{{.*}} : tensor<50x6xf32>, tensor<6x8xf32> -> tensor<50x8xf32>
// Few filters, many pixels: a product for each image.
// LAST: %[[PRODUCTS:.*]] = dl.matmul %{{.*}}, %{{.*}} transpose_lhs : tensor<2x25x6xf32>, tensor<2x25x8xf32> -> tensor<2x6x8xf32>
// LAST: %[[DW:.*]] = dl.reduce_sum %[[PRODUCTS]] axes [0] : tensor<2x6x8xf32> -> tensor<6x8xf32>
// LAST: dl.reshape %[[DW]] : tensor<6x8xf32> -> tensor<6x8x1x1xf32>
// CHECK-LABEL: func.func @pointwise(
func.func @pointwise(%x: tensor<2x8x5x5xf32>, %w: tensor<6x8x1x1xf32>, %g: tensor<2x6x5x5xf32>) -> (tensor<2x6x5x5xf32>, tensor<2x8x5x5xf32>, tensor<6x8x1x1xf32>) {
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x8x5x5xf32>, tensor<6x8x1x1xf32> -> tensor<2x6x5x5xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x6x5x5xf32>, tensor<6x8x1x1xf32> -> tensor<2x8x5x5xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x8x5x5xf32>, tensor<2x6x5x5xf32> -> tensor<6x8x1x1xf32>
  return %y, %dx, %dw : tensor<2x6x5x5xf32>, tensor<2x8x5x5xf32>, tensor<6x8x1x1xf32>
}

// -----

// Many filters, few pixels.
// LAST-LABEL: func.func @pointwise_filters(
// LAST: dl.matmul %{{.*}}, %{{.*}} transpose_lhs : tensor<8x32xf32>, tensor<8x48xf32> -> tensor<32x48xf32>
// CHECK-LABEL: func.func @pointwise_filters(
func.func @pointwise_filters(%x: tensor<2x48x2x2xf32>, %g: tensor<2x32x2x2xf32>) -> tensor<32x48x1x1xf32> {
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x48x2x2xf32>, tensor<2x32x2x2xf32> -> tensor<32x48x1x1xf32>
  return %dw : tensor<32x48x1x1xf32>
}

// -----

// Where an image and its cotangent are more than a cache holds, the gradient of the filters takes rows in blocks.
// LAST-LABEL: func.func @wide(
// LAST: dl.contract {{.*}} over [2, 2, 11, 64] blocked 2
// CHECK-LABEL: func.func @wide(
func.func @wide(%x: tensor<2x40x21x64xf32>, %g: tensor<2x24x21x64xf32>) -> tensor<24x40x3x3xf32> {
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x40x21x64xf32>, tensor<2x24x21x64xf32> -> tensor<24x40x3x3xf32>
  return %dw : tensor<24x40x3x3xf32>
}

// -----

// A convolution of one pixel of four is a product of these, its adjoint puts the product among zeros.
// LAST-LABEL: func.func @every_other_pixel(
// LAST: %[[TAKEN:.*]] = dl.slice %{{.*}} from [0, 0, 0, 0] to [2, 6, 7, 8] by [1, 2, 2, 1] : {{.*}} -> tensor<2x3x4x8xf32>
// LAST: dl.matmul {{.*}} : tensor<24x8xf32>, {{.*}} -> tensor<24x16xf32>
// LAST: dl.matmul {{.*}} -> tensor<24x8xf32>
// LAST: dl.pad
// LAST: dl.pad
// LAST: dl.slice {{.*}} -> tensor<2x6x7x8xf32>
func.func @every_other_pixel(%x: tensor<2x8x6x7xf32>, %w: tensor<16x8x1x1xf32>, %g: tensor<2x16x3x4xf32>) -> (tensor<2x16x3x4xf32>, tensor<2x8x6x7xf32>) {
  %y = dl.conv2d %x, %w strides [2, 2] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x8x6x7xf32>, tensor<16x8x1x1xf32> -> tensor<2x16x3x4xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [2, 2] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x16x3x4xf32>, tensor<16x8x1x1xf32> -> tensor<2x8x6x7xf32>
  return %y, %dx : tensor<2x16x3x4xf32>, tensor<2x8x6x7xf32>
}

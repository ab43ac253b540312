// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-split-reductions,dl-form-groups))' | FileCheck %s
// Sums over images and pixels of what a contraction gives begin in its epilogue, pixels first; what is left of them
// is small.

#image = affine_map<(n, c, h, w, b, k) -> (n, k, h, w, b)>
#filter = affine_map<(n, c, h, w, b, k) -> (c, k)>

// CHECK-LABEL: func.func @forward(
// CHECK: %[[G:.*]]:2 = dl.group {{ *}}contraction
// CHECK: %[[Y:.*]] = dl.contract
// CHECK: %[[S:.*]] = dl.reduce_sum %[[Y]] axes [2, 3] : tensor<4x6x5x7x8xf32> -> tensor<4x6x8xf32>
// CHECK: dl.yield %[[Y]], %[[S]]
// CHECK: dl.group {{ *}}rows
// CHECK: dl.reduce_sum {{.*}} axes [2] : tensor<4x6x8xf32> -> tensor<4x6xf32>
// CHECK: dl.group {{ *}}columns
// CHECK: dl.reduce_sum {{.*}} axes [0] : tensor<4x6xf32> -> tensor<6xf32>
func.func @forward(%x: tensor<4x3x5x7x8xf32>, %w: tensor<6x3xf32>) -> (tensor<4x6x5x7x8xf32>, tensor<6xf32>) {
  %y = dl.contract %x at #image, %w at #filter over [3] : tensor<4x3x5x7x8xf32>, tensor<6x3xf32> -> tensor<4x6x5x7x8xf32>
  %s = dl.reduce_sum %y axes [0, 2, 3, 4] : tensor<4x6x5x7x8xf32> -> tensor<6xf32>
  return %y, %s : tensor<4x6x5x7x8xf32>, tensor<6xf32>
}

// What else the sum needs is known before the contraction.
// CHECK-LABEL: func.func @product(
// CHECK: dl.group {{ *}}contraction
// CHECK: %[[D:.*]] = dl.contract
// CHECK: %[[P:.*]] = dl.mul %[[D]], %arg2
// CHECK: dl.reduce_sum %[[P]] axes [2, 3]
func.func @product(%x: tensor<4x3x5x7x8xf32>, %w: tensor<6x3xf32>, %z: tensor<4x6x5x7x8xf32>) -> tensor<6xf32> {
  %y = dl.contract %x at #image, %w at #filter over [3] : tensor<4x3x5x7x8xf32>, tensor<6x3xf32> -> tensor<4x6x5x7x8xf32>
  %p = dl.mul %y, %z : tensor<4x6x5x7x8xf32>
  %s = dl.reduce_sum %p axes [0, 2, 3, 4] : tensor<4x6x5x7x8xf32> -> tensor<6xf32>
  return %s : tensor<6xf32>
}

// The variance needs the mean first: a pass of its own, over pixels and images of a block together.
// CHECK-LABEL: func.func @variance(
// CHECK: dl.group {{ *}}contraction
// CHECK: dl.reduce_sum {{.*}} axes [2, 3]
// CHECK: dl.group {{ *}}rows
// CHECK: dl.reduce_sum {{.*}} axes [2] : tensor<4x6x280xf32> -> tensor<4x6xf32>
func.func @variance(%x: tensor<4x3x5x7x8xf32>, %w: tensor<6x3xf32>) -> (tensor<4x6x5x7x8xf32>, tensor<6xf32>) {
  %y = dl.contract %x at #image, %w at #filter over [3] : tensor<4x3x5x7x8xf32>, tensor<6x3xf32> -> tensor<4x6x5x7x8xf32>
  %s = dl.reduce_sum %y axes [0, 2, 3, 4] : tensor<4x6x5x7x8xf32> -> tensor<6xf32>
  %mean = dl.broadcast %s dims [1] : tensor<6xf32> -> tensor<4x6x5x7x8xf32>
  %centred = dl.sub %y, %mean : tensor<4x6x5x7x8xf32>
  %square = dl.mul %centred, %centred : tensor<4x6x5x7x8xf32>
  %v = dl.reduce_sum %square axes [0, 2, 3, 4] : tensor<4x6x5x7x8xf32> -> tensor<6xf32>
  return %y, %v : tensor<4x6x5x7x8xf32>, tensor<6xf32>
}

// What reads the sums of the tiles cannot be part of the epilogue that is still adding them up.
// CHECK-LABEL: func.func @of_a_block(
// CHECK: dl.group {{ *}}contraction
// CHECK: dl.reduce_sum {{.*}} axes [2, 3] : tensor<4x6x5x7x8xf32> -> tensor<4x6x8xf32>
// CHECK-NOT: dl.sub
// CHECK: dl.group {{ *}}rows
// CHECK: dl.sub
func.func @of_a_block(%x: tensor<4x3x5x7x8xf32>, %w: tensor<6x3xf32>) -> tensor<4x6x5x7x8xf32> {
  %y = dl.contract %x at #image, %w at #filter over [3] : tensor<4x3x5x7x8xf32>, tensor<6x3xf32> -> tensor<4x6x5x7x8xf32>
  %s = dl.reduce_sum %y axes [2, 3] : tensor<4x6x5x7x8xf32> -> tensor<4x6x8xf32>
  %mean = dl.broadcast %s dims [0, 1, 4] : tensor<4x6x8xf32> -> tensor<4x6x5x7x8xf32>
  %centred = dl.sub %y, %mean : tensor<4x6x5x7x8xf32>
  return %centred : tensor<4x6x5x7x8xf32>
}

// Of a last batch that is not full, some images count.
// CHECK-LABEL: func.func @masked(
// CHECK: dl.group {{ *}}contraction
// CHECK: %[[Y:.*]] = dl.contract
// CHECK: dl.row_mask
// CHECK: dl.select %{{.*}}, %[[Y]]
// CHECK: dl.reduce_sum {{.*}} axes [2, 3] : tensor<4x6x5x7x8xf32> -> tensor<4x6x8xf32>
func.func @masked(%x: tensor<4x3x5x7x8xf32>, %w: tensor<6x3xf32>, %valid: tensor<i64>) -> tensor<6xf32> {
  %y = dl.contract %x at #image, %w at #filter over [3] : tensor<4x3x5x7x8xf32>, tensor<6x3xf32> -> tensor<4x6x5x7x8xf32>
  %rows = dl.row_mask %valid : tensor<4xi1>
  %mask = dl.broadcast %rows dims [0] : tensor<4xi1> -> tensor<4x6x5x7x8xi1>
  %zero = dl.constant dense<0.0> : tensor<4x6x5x7x8xf32>
  %masked = dl.select %mask, %y, %zero : tensor<4x6x5x7x8xi1>, tensor<4x6x5x7x8xf32>
  %s = dl.reduce_sum %masked axes [0, 2, 3, 4] : tensor<4x6x5x7x8xf32> -> tensor<6xf32>
  return %s : tensor<6xf32>
}

// Only some of the summed dimensions have a weight: the kernel of its own could not see them as one.
// CHECK-LABEL: func.func @weighted(
// CHECK: dl.group {{ *}}contraction
// CHECK-NOT: dl.reduce_sum
// CHECK: dl.group {{ *}}rows
// CHECK: dl.reduce_sum
func.func @weighted(%x: tensor<4x3x5x7x8xf32>, %w: tensor<6x3xf32>, %v: tensor<7xf32>) -> tensor<6xf32> {
  %y = dl.contract %x at #image, %w at #filter over [3] : tensor<4x3x5x7x8xf32>, tensor<6x3xf32> -> tensor<4x6x5x7x8xf32>
  %weights = dl.broadcast %v dims [3] : tensor<7xf32> -> tensor<4x6x5x7x8xf32>
  %p = dl.mul %y, %weights : tensor<4x6x5x7x8xf32>
  %s = dl.reduce_sum %p axes [0, 2, 3, 4] : tensor<4x6x5x7x8xf32> -> tensor<6xf32>
  return %s : tensor<6xf32>
}

// RUN: dlc-opt %s --split-input-file --dl-gradient="function=f of=y" | FileCheck %s

// The backward pass reads the indices, not the image.
// CHECK-LABEL: @gradient
// CHECK-SAME: (%[[X:[^:]*]]: tensor<2x3x6x6xf32> {{.*}}, %[[G:[^:]*]]: tensor<2x3x3x4xf32> {{.*}})
// CHECK: %{{.*}}, %[[I:.*]] = dl.max_pool2d %[[X]]
// CHECK: %[[DX:.*]] = dl.max_unpool2d %[[G]], %[[I]] window [2, 3] strides [2, 2] low [0, 1] high [0, 2]
// CHECK: return %[[DX]]
func.func @f(%x: tensor<2x3x6x6xf32> {dl.name = "x"}) -> (tensor<2x3x3x4xf32> {dl.name = "y"}) {
  %y, %i = dl.max_pool2d %x window [2, 3] strides [2, 2] low [0, 1] high [0, 2]
    : tensor<2x3x6x6xf32> -> tensor<2x3x3x4xf32>, tensor<2x3x3x4xui8>
  return %y : tensor<2x3x3x4xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK: %[[DG:.*]] = dl.pool_select %{{.*}}, %[[I:.*]] window [2, 2] strides [2, 2]
// CHECK: return %[[DG]]
func.func @f(%g: tensor<2x3x3x3xf32> {dl.name = "g"}, %i: tensor<2x3x3x3xui8> {dl.name = "i"}) -> (tensor<2x3x6x6xf32> {dl.name = "y"}) {
  %y = dl.max_unpool2d %g, %i window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<2x3x3x3xf32>, tensor<2x3x3x3xui8> -> tensor<2x3x6x6xf32>
  return %y : tensor<2x3x6x6xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK: %[[DX:.*]] = dl.max_unpool2d %{{.*}}, %[[I:.*]] window [2, 2] strides [2, 2]
// CHECK: return %[[DX]]
func.func @f(%x: tensor<2x3x6x6xf32> {dl.name = "x"}, %i: tensor<2x3x3x3xui8> {dl.name = "i"}) -> (tensor<2x3x3x3xf32> {dl.name = "y"}) {
  %y = dl.pool_select %x, %i window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<2x3x6x6xf32>, tensor<2x3x3x3xui8> -> tensor<2x3x3x3xf32>
  return %y : tensor<2x3x3x3xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK: dl.sum_unpool2d %{{.*}} window [3, 2] strides [1, 2] low [1, 0] high [1, 0]
func.func @f(%x: tensor<2x3x6x6xf32> {dl.name = "x"}) -> (tensor<2x3x6x3xf32> {dl.name = "y"}) {
  %y = dl.sum_pool2d %x window [3, 2] strides [1, 2] low [1, 0] high [1, 0] : tensor<2x3x6x6xf32> -> tensor<2x3x6x3xf32>
  return %y : tensor<2x3x6x3xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK: dl.sum_pool2d %{{.*}} window [3, 2] strides [1, 2] low [1, 0] high [1, 0]
func.func @f(%g: tensor<2x3x6x3xf32> {dl.name = "g"}) -> (tensor<2x3x6x6xf32> {dl.name = "y"}) {
  %y = dl.sum_unpool2d %g window [3, 2] strides [1, 2] low [1, 0] high [1, 0] : tensor<2x3x6x3xf32> -> tensor<2x3x6x6xf32>
  return %y : tensor<2x3x6x6xf32>
}

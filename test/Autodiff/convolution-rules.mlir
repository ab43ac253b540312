// RUN: dlc-opt %s --split-input-file --dl-gradient="function=f of=y" | FileCheck %s

// Each of the three ops is differentiated by the other two, with its own attributes.

// CHECK-LABEL: @gradient
// CHECK-SAME: (%[[X:[^:]*]]: tensor<2x4x5x7xf32> {{.*}}, %[[W:[^:]*]]: tensor<6x2x3x2xf32> {{.*}}, %[[G:[^:]*]]: tensor<2x6x2x6xf32> {{.*}})
// CHECK: %[[DX:.*]] = dl.conv2d_input_gradient %[[G]], %[[W]] strides [2, 1] low [1, 0] high [0, 1] dilations [1, 2] groups 2
// CHECK-SAME: -> tensor<2x4x5x7xf32>
// CHECK: %[[DW:.*]] = dl.conv2d_weight_gradient %[[X]], %[[G]] strides [2, 1] low [1, 0] high [0, 1] dilations [1, 2] groups 2
// CHECK-SAME: -> tensor<6x2x3x2xf32>
// CHECK: return %[[DX]], %[[DW]]
func.func @f(%x: tensor<2x4x5x7xf32> {dl.name = "x"}, %w: tensor<6x2x3x2xf32> {dl.name = "w"}) -> (tensor<2x6x2x6xf32> {dl.name = "y"}) {
  %y = dl.conv2d %x, %w strides [2, 1] low [1, 0] high [0, 1] dilations [1, 2] groups 2
    : tensor<2x4x5x7xf32>, tensor<6x2x3x2xf32> -> tensor<2x6x2x6xf32>
  return %y : tensor<2x6x2x6xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK-SAME: (%[[C:[^:]*]]: tensor<2x6x2x6xf32> {{.*}}, %[[W:[^:]*]]: tensor<6x4x3x2xf32> {{.*}}, %[[G:[^:]*]]: tensor<2x4x5x7xf32> {{.*}})
// CHECK: %[[DC:.*]] = dl.conv2d %[[G]], %[[W]] strides [2, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
// CHECK: %[[DW:.*]] = dl.conv2d_weight_gradient %[[G]], %[[C]] strides [2, 1]
// CHECK: return %[[DC]], %[[DW]]
func.func @f(%c: tensor<2x6x2x6xf32> {dl.name = "c"}, %w: tensor<6x4x3x2xf32> {dl.name = "w"}) -> (tensor<2x4x5x7xf32> {dl.name = "y"}) {
  %y = dl.conv2d_input_gradient %c, %w strides [2, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x6x2x6xf32>, tensor<6x4x3x2xf32> -> tensor<2x4x5x7xf32>
  return %y : tensor<2x4x5x7xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK-SAME: (%[[X:[^:]*]]: tensor<2x4x5x7xf32> {{.*}}, %[[C:[^:]*]]: tensor<2x6x2x6xf32> {{.*}}, %[[G:[^:]*]]: tensor<6x4x3x2xf32> {{.*}})
// CHECK: %[[DX:.*]] = dl.conv2d_input_gradient %[[C]], %[[G]] strides [2, 1]
// CHECK: %[[DC:.*]] = dl.conv2d %[[X]], %[[G]] strides [2, 1]
// CHECK: return %[[DX]], %[[DC]]
func.func @f(%x: tensor<2x4x5x7xf32> {dl.name = "x"}, %c: tensor<2x6x2x6xf32> {dl.name = "c"}) -> (tensor<6x4x3x2xf32> {dl.name = "y"}) {
  %y = dl.conv2d_weight_gradient %x, %c strides [2, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x4x5x7xf32>, tensor<2x6x2x6xf32> -> tensor<6x4x3x2xf32>
  return %y : tensor<6x4x3x2xf32>
}

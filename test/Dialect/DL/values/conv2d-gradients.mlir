// DEFINE: %{run} = dlc-run %s --digits=7 \
// DEFINE:   --in arg0=3,1,1,3,1,2,2,-2,-3,-1,-2,3,3,-3,0,2,-3,2,-3,0,2,-1,-1,-2,2,-2,3,0,0,0,1,0,0,3,2,2,1,1,-1,3 \
// DEFINE:   --in arg1=0,-2,2,-2,3,1,-3,-3,0,-3,-3,0,3,0,2,3 \
// DEFINE:   --in arg2=2,1,0,0,-2,0,-1,-2,3,-3,-3,-2,3,1,3,-2,2,-1,0,-3,1,2,1,-2 \
// DEFINE:   --in arg3=0,-2,3,3,-2,0,3,2,1,1,-3,2,0,-3,-2,0,2,0,1,3,1,-1,1,1 \
// DEFINE:   --in arg4=-3,-3,1,-1,1,-1,-2,-2,-1,2,-1,-1,1,3,-1,1,0,1,0,1,0,1,3,-2 \
// DEFINE:   --in arg5=0,0,-1,-2,-3,-1,2,-3,-1,3,3,-2,-3,1,-3,-1 \
// DEFINE:   --in arg6=0,3,-3,1,0,-3,2,2,0,3,1,3,3,0,-2,-2,0,-2,2,3,-2,0,-3,-2
// RUN: %{run} | FileCheck %s
// The adjoints of the same convolutions. Written by test/Golden/regenerate_convolution.py.

// CHECK: plain_dx: 0 0 13 0 -6 0 3 16 -9 -19 -10 -1 4 -8 -11 -1 3 -11 7 -4 0 -15 1 12 3 0 -2 -4 -6 -7 16 13 -12 0 5 -1 -5 5 8 -3
// CHECK: plain_dw: -20 10 -25 -15 4 -9 -4 24 -17 -14 -8 7 5 18 3 11
// CHECK: strided_dx: -9 -9 11 -7 4 0 4 1 2 -7 -4 -3 2 3 -15 0 0 0 0 0 11 27 13 -1 3 -6 -5 -5 8 8 6 14 12 -1 6 0 0 0 0 0
// CHECK: strided_dw: -11 1 -24 -13 -2 -6 2 3 -4 -3 8 5 3 0 7 2
// CHECK: dilated_dx: 0 0 -7 0 10 0 -9 15 0 -1 0 2 7 0 13 0 -5 6 0 2 0 -12 -1 0 -2 0 6 -6 0 8 0 -10 14 0 -3 0 5 0 0 6
// CHECK: dilated_dw: -13 10 -3 -9 -1 -9 -1 -10 -3 -3 -3 2 5 -9 10 -4
// CHECK: grouped_dx: -4 4 -1 -6 -3 -11 5 -8 -9 -9 -13 -9 -7 15 -9 -6 -3 -2 -3 -6 -3 0 -9 -6 4 -4 3 15 -14 4 -3 0 -12 -14 6 2 -3 6 -6 6
// CHECK: grouped_dw: 3 5 24 -5 27 11 -5 9 -2 -3 -6 10 4 6 -6 -12 -4 -11 -8 -3 3 -8 -7 -11
func.func @f(%arg0: tensor<1x2x4x5xf32>, %arg1: tensor<2x2x2x2xf32>, %arg2: tensor<4x1x3x2xf32>, %arg3: tensor<1x2x3x4xf32>, %arg4: tensor<1x2x2x6xf32>, %arg5: tensor<1x2x4x2xf32>, %arg6: tensor<1x4x2x3xf32>)
    -> (tensor<1x2x4x5xf32> {dl.name = "plain_dx"},
        tensor<2x2x2x2xf32> {dl.name = "plain_dw"},
        tensor<1x2x4x5xf32> {dl.name = "strided_dx"},
        tensor<2x2x2x2xf32> {dl.name = "strided_dw"},
        tensor<1x2x4x5xf32> {dl.name = "dilated_dx"},
        tensor<2x2x2x2xf32> {dl.name = "dilated_dw"},
        tensor<1x2x4x5xf32> {dl.name = "grouped_dx"},
        tensor<4x1x3x2xf32> {dl.name = "grouped_dw"}) {
  %plain_dx = dl.conv2d_input_gradient %arg3, %arg1 strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<1x2x3x4xf32>, tensor<2x2x2x2xf32> -> tensor<1x2x4x5xf32>
  %plain_dw = dl.conv2d_weight_gradient %arg0, %arg3 strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<1x2x4x5xf32>, tensor<1x2x3x4xf32> -> tensor<2x2x2x2xf32>
  %strided_dx = dl.conv2d_input_gradient %arg4, %arg1 strides [2, 1] low [1, 0] high [0, 2] dilations [1, 1] groups 1 : tensor<1x2x2x6xf32>, tensor<2x2x2x2xf32> -> tensor<1x2x4x5xf32>
  %strided_dw = dl.conv2d_weight_gradient %arg0, %arg4 strides [2, 1] low [1, 0] high [0, 2] dilations [1, 1] groups 1 : tensor<1x2x4x5xf32>, tensor<1x2x2x6xf32> -> tensor<2x2x2x2xf32>
  %dilated_dx = dl.conv2d_input_gradient %arg5, %arg1 strides [1, 2] low [1, 1] high [1, 1] dilations [2, 3] groups 1 : tensor<1x2x4x2xf32>, tensor<2x2x2x2xf32> -> tensor<1x2x4x5xf32>
  %dilated_dw = dl.conv2d_weight_gradient %arg0, %arg5 strides [1, 2] low [1, 1] high [1, 1] dilations [2, 3] groups 1 : tensor<1x2x4x5xf32>, tensor<1x2x4x2xf32> -> tensor<2x2x2x2xf32>
  %grouped_dx = dl.conv2d_input_gradient %arg6, %arg2 strides [1, 2] low [0, 1] high [0, 1] dilations [1, 1] groups 2 : tensor<1x4x2x3xf32>, tensor<4x1x3x2xf32> -> tensor<1x2x4x5xf32>
  %grouped_dw = dl.conv2d_weight_gradient %arg0, %arg6 strides [1, 2] low [0, 1] high [0, 1] dilations [1, 1] groups 2 : tensor<1x2x4x5xf32>, tensor<1x4x2x3xf32> -> tensor<4x1x3x2xf32>
  return %plain_dx, %plain_dw, %strided_dx, %strided_dw, %dilated_dx, %dilated_dw, %grouped_dx, %grouped_dw : tensor<1x2x4x5xf32>, tensor<2x2x2x2xf32>, tensor<1x2x4x5xf32>, tensor<2x2x2x2xf32>, tensor<1x2x4x5xf32>, tensor<2x2x2x2xf32>, tensor<1x2x4x5xf32>, tensor<4x1x3x2xf32>
}

// DEFINE: %{run} = dlc-run %s --digits=7 \
// DEFINE:   --in arg0=3,1,1,3,1,2,2,-2,-3,-1,-2,3,3,-3,0,2,-3,2,-3,0,2,-1,-1,-2,2,-2,3,0,0,0,1,0,0,3,2,2,1,1,-1,3 \
// DEFINE:   --in arg1=0,-2,2,-2,3,1,-3,-3,0,-3,-3,0,3,0,2,3 \
// DEFINE:   --in arg2=2,1,0,0,-2,0,-1,-2,3,-3,-3,-2,3,1,3,-2,2,-1,0,-3,1,2,1,-2
// RUN: %{run} | FileCheck %s
// Convolutions with strides, uneven padding, dilation and groups. Written by test/Golden/regenerate_convolution.py.

// CHECK: plain: 0 -7 -9 -10 -20 13 9 -19 -2 -22 19 -1 2 -6 -6 0 -4 6 9 24 -5 5 2 25
// CHECK: strided: 1 6 5 4 -4 0 -20 13 9 -19 -6 0 -8 -8 -11 -7 1 0 -4 6 9 24 4 0
// CHECK: dilated: 4 -3 -9 -3 -3 -7 -6 2 0 0 -3 -9 9 32 -9 0
// CHECK: grouped: 3 -3 13 2 8 -1 -8 -6 -2 -2 7 5 5 5 0 -6 10 0 -12 6 -7 4 -1 0
func.func @f(%arg0: tensor<1x2x4x5xf32>, %arg1: tensor<2x2x2x2xf32>, %arg2: tensor<4x1x3x2xf32>)
    -> (tensor<1x2x3x4xf32> {dl.name = "plain"},
        tensor<1x2x2x6xf32> {dl.name = "strided"},
        tensor<1x2x4x2xf32> {dl.name = "dilated"},
        tensor<1x4x2x3xf32> {dl.name = "grouped"}) {
  %plain = dl.conv2d %arg0, %arg1 strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<1x2x4x5xf32>, tensor<2x2x2x2xf32> -> tensor<1x2x3x4xf32>
  %strided = dl.conv2d %arg0, %arg1 strides [2, 1] low [1, 0] high [0, 2] dilations [1, 1] groups 1 : tensor<1x2x4x5xf32>, tensor<2x2x2x2xf32> -> tensor<1x2x2x6xf32>
  %dilated = dl.conv2d %arg0, %arg1 strides [1, 2] low [1, 1] high [1, 1] dilations [2, 3] groups 1 : tensor<1x2x4x5xf32>, tensor<2x2x2x2xf32> -> tensor<1x2x4x2xf32>
  %grouped = dl.conv2d %arg0, %arg2 strides [1, 2] low [0, 1] high [0, 1] dilations [1, 1] groups 2 : tensor<1x2x4x5xf32>, tensor<4x1x3x2xf32> -> tensor<1x4x2x3xf32>
  return %plain, %strided, %dilated, %grouped : tensor<1x2x3x4xf32>, tensor<1x2x2x6xf32>, tensor<1x2x4x2xf32>, tensor<1x4x2x3xf32>
}

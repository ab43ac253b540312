// DEFINE: %{run} = dlc-run %s --digits=7 \
// DEFINE:   --in arg0=-4,-2,-2,-3,-3,-3,-5,-4,-2,-4,-5,-5,-3,-5,-2,-2,-3,-4,-2,-3,-4,-4,-4,-2,-5,-5,-3,-4,-2,-5,-2,-5,-4,-2,-5,-3,-3,-4,-5,-3 \
// DEFINE:   --in arg1=0,3,1,-1,-3,1,-2,1 \
// DEFINE:   --in arg2=-3,-2,-1,-1,-1,3,3,1,3,-1,-3,-2,-3,3,-2,0,-2,3,-2,0
// RUN: %{run} | FileCheck %s
// Sums of windows, and their adjoint. Written by test/Golden/regenerate_convolution.py.

// CHECK: plain: -14 -11 -15 -14 -16 -12 -13 -15
// CHECK: plain_dx: 0 0 3 3 0 0 0 3 3 0 1 1 -1 -1 0 1 1 -1 -1 0 -3 -3 1 1 0 -3 -3 1 1 0 -2 -2 1 1 0 -2 -2 1 1 0
// CHECK: overlapping: -14 -13 -11 -12 -7 -23 -24 -20 -18 -9 -16 -15 -12 -14 -10 -21 -23 -21 -22 -13
// CHECK: overlapping_dx: -3 -5 -3 -2 -2 0 1 1 2 0 3 6 4 4 2 3 6 4 4 2 -3 -5 -5 0 1 -3 -7 -4 1 -1 0 -2 1 1 -2 0 -2 1 1 -2
func.func @f(%arg0: tensor<1x2x4x5xf32>, %arg1: tensor<1x2x2x2xf32>, %arg2: tensor<1x2x2x5xf32>)
    -> (tensor<1x2x2x2xf32> {dl.name = "plain"},
        tensor<1x2x4x5xf32> {dl.name = "plain_dx"},
        tensor<1x2x2x5xf32> {dl.name = "overlapping"},
        tensor<1x2x4x5xf32> {dl.name = "overlapping_dx"}) {
  %plain = dl.sum_pool2d %arg0 window [2, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<1x2x4x5xf32> -> tensor<1x2x2x2xf32>
  %plain_dx = dl.sum_unpool2d %arg1 window [2, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<1x2x2x2xf32> -> tensor<1x2x4x5xf32>
  %overlapping = dl.sum_pool2d %arg0 window [3, 2] strides [2, 1] low [1, 0] high [1, 1] : tensor<1x2x4x5xf32> -> tensor<1x2x2x5xf32>
  %overlapping_dx = dl.sum_unpool2d %arg2 window [3, 2] strides [2, 1] low [1, 0] high [1, 1] : tensor<1x2x2x5xf32> -> tensor<1x2x4x5xf32>
  return %plain, %plain_dx, %overlapping, %overlapping_dx : tensor<1x2x2x2xf32>, tensor<1x2x4x5xf32>, tensor<1x2x2x5xf32>, tensor<1x2x4x5xf32>
}

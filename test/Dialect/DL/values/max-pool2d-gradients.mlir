// DEFINE: %{run} = dlc-run %s --digits=7 \
// DEFINE:   --in arg0=-4,-2,-2,-3,-3,-3,-5,-4,-2,-4,-5,-5,-3,-5,-2,-2,-3,-4,-2,-3,-4,-4,-4,-2,-5,-5,-3,-4,-2,-5,-2,-5,-4,-2,-5,-3,-3,-4,-5,-3 \
// DEFINE:   --in arg1=0,3,1,-1,-3,1,-2,1 \
// DEFINE:   --in arg2=3,-1,3,0,0,2,2,3,3,-2,-1,3,-1,-3,1,2,2,2,1,-3,2,-1,2,2,3,-3,3,1,0,2,3,0,-3,2,-2,-2,-2,-2,3,-1 \
// DEFINE:   --in arg3=-3,-2,-1,-1,-1,3,3,1,3,-1,-3,-2,-3,3,-2,0,-2,3,-2,0 \
// DEFINE:   --in arg4=3,0,3,3,2,2,1,1,2,-1,3,3,-1,-1,2,3,-3,-3,-2,0,-2,0,0,3,2,-2,2,2,1,1,-1,2,-3,1,3,3,-1,-1,1,-1
// RUN: %{run} | FileCheck %s
// What max_pool2d chose, as PyTorch differentiates it. Written by test/Golden/regenerate_convolution.py.

// CHECK: plain_dx: 0 0 3 0 0 0 0 0 0 0 0 0 0 0 0 1 0 0 -1 0 0 0 0 1 0 0 -3 0 0 0 -2 0 0 1 0 0 0 0 0 0
// CHECK: plain_select: -1 3 2 1 3 2 3 2
// CHECK: overlapping_dx: 0 -5 -1 0 -1 0 0 0 3 0 0 0 3 0 -1 3 0 0 0 0 0 0 0 0 -2 0 -7 0 1 0 0 0 0 0 0 0 0 0 0 0
// CHECK: overlapping_select: 0 0 3 2 2 3 -1 2 2 2 2 2 3 3 2 -1 2 1 1 -1
func.func @f(%arg0: tensor<1x2x4x5xf32>, %arg1: tensor<1x2x2x2xf32>, %arg2: tensor<1x2x4x5xf32>, %arg3: tensor<1x2x2x5xf32>, %arg4: tensor<1x2x4x5xf32>)
    -> (tensor<1x2x4x5xf32> {dl.name = "plain_dx"},
        tensor<1x2x2x2xf32> {dl.name = "plain_select"},
        tensor<1x2x4x5xf32> {dl.name = "overlapping_dx"},
        tensor<1x2x2x5xf32> {dl.name = "overlapping_select"}) {
  %plain, %plain_index = dl.max_pool2d %arg0 window [2, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<1x2x4x5xf32> -> tensor<1x2x2x2xf32>, tensor<1x2x2x2xui8>
  %plain_dx = dl.max_unpool2d %arg1, %plain_index window [2, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<1x2x2x2xf32>, tensor<1x2x2x2xui8> -> tensor<1x2x4x5xf32>
  %plain_select = dl.pool_select %arg2, %plain_index window [2, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<1x2x4x5xf32>, tensor<1x2x2x2xui8> -> tensor<1x2x2x2xf32>
  %overlapping, %overlapping_index = dl.max_pool2d %arg0 window [3, 2] strides [2, 1] low [1, 0] high [1, 1] : tensor<1x2x4x5xf32> -> tensor<1x2x2x5xf32>, tensor<1x2x2x5xui8>
  %overlapping_dx = dl.max_unpool2d %arg3, %overlapping_index window [3, 2] strides [2, 1] low [1, 0] high [1, 1] : tensor<1x2x2x5xf32>, tensor<1x2x2x5xui8> -> tensor<1x2x4x5xf32>
  %overlapping_select = dl.pool_select %arg4, %overlapping_index window [3, 2] strides [2, 1] low [1, 0] high [1, 1] : tensor<1x2x4x5xf32>, tensor<1x2x2x5xui8> -> tensor<1x2x2x5xf32>
  return %plain_dx, %plain_select, %overlapping_dx, %overlapping_select : tensor<1x2x4x5xf32>, tensor<1x2x2x2xf32>, tensor<1x2x4x5xf32>, tensor<1x2x2x5xf32>
}

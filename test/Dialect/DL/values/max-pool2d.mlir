// DEFINE: %{run} = dlc-run %s --digits=7 \
// DEFINE:   --in arg0=-4,-2,-2,-3,-3,-3,-5,-4,-2,-4,-5,-5,-3,-5,-2,-2,-3,-4,-2,-3,-4,-4,-4,-2,-5,-5,-3,-4,-2,-5,-2,-5,-4,-2,-5,-3,-3,-4,-5,-3
// RUN: %{run} | FileCheck %s
// Maxima of windows and their numbers; of equal ones the first counts. Written by test/Golden/regenerate_convolution.py.

// CHECK: plain: -2 -2 -2 -2 -3 -2 -2 -2
// CHECK: plain_index: 1 0 2 3 3 1 0 1
// CHECK: overlapping: -2 -2 -2 -2 -3 -2 -3 -2 -2 -2 -3 -3 -2 -2 -5 -2 -3 -2 -2 -3
// CHECK: overlapping_index: 3 2 2 4 2 4 3 1 0 2 5 4 3 2 2 2 0 1 0 4
func.func @f(%arg0: tensor<1x2x4x5xf32>)
    -> (tensor<1x2x2x2xf32> {dl.name = "plain"},
        tensor<1x2x2x2xui8> {dl.name = "plain_index"},
        tensor<1x2x2x5xf32> {dl.name = "overlapping"},
        tensor<1x2x2x5xui8> {dl.name = "overlapping_index"}) {
  %plain, %plain_index = dl.max_pool2d %arg0 window [2, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<1x2x4x5xf32> -> tensor<1x2x2x2xf32>, tensor<1x2x2x2xui8>
  %overlapping, %overlapping_index = dl.max_pool2d %arg0 window [3, 2] strides [2, 1] low [1, 0] high [1, 1] : tensor<1x2x4x5xf32> -> tensor<1x2x2x5xf32>, tensor<1x2x2x5xui8>
  return %plain, %plain_index, %overlapping, %overlapping_index : tensor<1x2x2x2xf32>, tensor<1x2x2x2xui8>, tensor<1x2x2x5xf32>, tensor<1x2x2x5xui8>
}

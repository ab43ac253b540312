// DEFINE: %{run} = dlc-run %s --digits=5 --in x=1,2,4,8,1000,1001,1003,1002 --in b=1,-2,3,0.5,2,7,-1,4,0,1,3,-6
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// torch.nn.functional.layer_norm and batch_norm, torch.var_mean (unbiased = False) of PyTorch 2.13.

// CHECK: layer: -1.0258 -0.65275 0.09325 1.5853 -1.3416 -0.44721 1.3416 0.44721
// CHECK: layer_mean: 3.75 1001.5
// CHECK: layer_variance: 7.1875 1.25
// CHECK: batch: 0.21822 -1.0911 1.6465 -0.54882 0.106 1.166 -0.65465 1.5275 -0.98787 -0.10976 0.318 -1.59
// CHECK: batch_mean: 0.5 1.125 1.5
// CHECK: batch_variance: 5.25 1.2969 22.25
func.func @f(%x: tensor<2x4xf32> {dl.name = "x"}, %b: tensor<2x3x2xf32> {dl.name = "b"})
    -> (tensor<2x4xf32> {dl.name = "layer"}, tensor<2xf32> {dl.name = "layer_mean"}, tensor<2xf32> {dl.name = "layer_variance"},
        tensor<2x3x2xf32> {dl.name = "batch"}, tensor<3xf32> {dl.name = "batch_mean"}, tensor<3xf32> {dl.name = "batch_variance"}) {
  %y, %m, %v = dl.normalize %x axes [1] epsilon 1.0e-5 : tensor<2x4xf32>
  %by, %bm, %bv = dl.normalize %b axes [0, 2] epsilon 1.0e-5 : tensor<2x3x2xf32>
  return %y, %m, %v, %by, %bm, %bv : tensor<2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2x3x2xf32>, tensor<3xf32>, tensor<3xf32>
}

// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=1,2,3,100,0,-100,0.5,0.5,-1 --in arg1=2,1,7
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// The third label is outside [0, 3): no class is right.

// CHECK: loss: 0.40761 100 1.2989
// CHECK: accuracy: 1 0 0
// CHECK: loss64: 0.40761 100 1.2989
// CHECK: accuracy64: 1 0 0
func.func @f(%x: tensor<3x3xf32>, %label: tensor<3xi32>)
    -> (tensor<3xf32> {dl.name = "loss"},
        tensor<3xf32> {dl.name = "accuracy"},
        tensor<3xf32> {dl.name = "loss64"},
        tensor<3xf32> {dl.name = "accuracy64"}) {
  %loss = dl.softmax_cross_entropy %x, %label : tensor<3x3xf32>, tensor<3xi32> -> tensor<3xf32>
  %accuracy = dl.accuracy %x, %label : tensor<3x3xf32>, tensor<3xi32> -> tensor<3xf32>
  %wide = dl.cast %label : tensor<3xi32> -> tensor<3xi64>
  %loss64 = dl.softmax_cross_entropy %x, %wide : tensor<3x3xf32>, tensor<3xi64> -> tensor<3xf32>
  %accuracy64 = dl.accuracy %x, %wide : tensor<3x3xf32>, tensor<3xi64> -> tensor<3xf32>
  return %loss, %accuracy, %loss64, %accuracy64 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

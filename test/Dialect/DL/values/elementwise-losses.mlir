// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=2,-3,0.25,200 --in arg1=1,0,0.75,0
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Losses of each element.

// CHECK: bce: 0.12693 0.048587 0.63844 200
// CHECK: squared: 1 9 0.25 40000
// CHECK: absolute: 1 3 0.5 200
// CHECK: huber: 0.5 4 0.125 398
func.func @f(%a: tensor<4xf32>, %b: tensor<4xf32>)
    -> (tensor<4xf32> {dl.name = "bce"},
        tensor<4xf32> {dl.name = "squared"},
        tensor<4xf32> {dl.name = "absolute"},
        tensor<4xf32> {dl.name = "huber"}) {
  %bce = dl.binary_cross_entropy %a, %b : tensor<4xf32>
  %squared = dl.squared_error %a, %b : tensor<4xf32>
  %absolute = dl.absolute_error %a, %b : tensor<4xf32>
  %huber = dl.huber %a, %b {delta = 2.0 : f64} : tensor<4xf32>
  return %bce, %squared, %absolute, %huber : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

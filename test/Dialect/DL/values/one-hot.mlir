// DEFINE: %{run} = dlc-run %s --in i=2,-1,0,3 --in x=1,-2,nan
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s

// CHECK: hot: 0 0 1 0 0 0 1 0 0 0 0 0
// CHECK: same: 1 -2 nan
func.func @f(%i: tensor<2x2xi32> {dl.name = "i"}, %x: tensor<3xf32> {dl.name = "x"})
    -> (tensor<2x2x3xf32> {dl.name = "hot"}, tensor<3xf32> {dl.name = "same"}) {
  %hot = dl.one_hot %i : tensor<2x2xi32> -> tensor<2x2x3xf32>
  %same = dl.stop_gradient %x : tensor<3xf32>
  return %hot, %same : tensor<2x2x3xf32>, tensor<3xf32>
}

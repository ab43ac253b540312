// DEFINE: %{run} = dlc-run %s --digits=5 --in n=1 --in b=1,-2,3,0.5,2,7,nan,nan,inf,1,3,-6
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// torch.nn.functional.batch_norm of the first row alone; the padding row, NaN or not, gives 0.

// CHECK: y: 1 -1 1 -1 -1 1 0 0 0 0 0 0
// CHECK: mean: -0.5 1.75 4.5
// CHECK: variance: 2.25 1.5625 6.25
func.func @f(%b: tensor<2x3x2xf32> {dl.name = "b"}, %n: tensor<i64> {dl.name = "n"})
    -> (tensor<2x3x2xf32> {dl.name = "y"}, tensor<3xf32> {dl.name = "mean"}, tensor<3xf32> {dl.name = "variance"}) {
  %y, %m, %v = dl.normalize %b, %n axes [0, 2] epsilon 1.0e-5 : tensor<2x3x2xf32>
  return %y, %m, %v : tensor<2x3x2xf32>, tensor<3xf32>, tensor<3xf32>
}

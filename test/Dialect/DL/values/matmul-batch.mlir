// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=1,2,3,4,5,6,7,8 --in arg1=1,0,0,2,0,1,1,0
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// One product for each index of the leading dimension.

// CHECK: plain: 1 4 3 8 6 5 8 7
// CHECK: rhs: 1 4 3 8 6 5 8 7
func.func @f(%a: tensor<2x2x2xf32>, %b: tensor<2x2x2xf32>)
    -> (tensor<2x2x2xf32> {dl.name = "plain"},
        tensor<2x2x2xf32> {dl.name = "rhs"}) {
  %plain = dl.matmul %a, %b : tensor<2x2x2xf32>, tensor<2x2x2xf32> -> tensor<2x2x2xf32>
  %rhs = dl.matmul %a, %b transpose_rhs : tensor<2x2x2xf32>, tensor<2x2x2xf32> -> tensor<2x2x2xf32>
  return %plain, %rhs : tensor<2x2x2xf32>, tensor<2x2x2xf32>
}

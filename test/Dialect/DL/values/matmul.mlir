// DEFINE: %{run} = dlc-run %s --digits=5 \
// DEFINE:   --in arg0=1,2,3,4,5,6 \
// DEFINE:   --in arg1=1,-1,0.5,2,3,0 \
// DEFINE:   --in arg2=1,2,3,4
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Matrix products with and without transposed operands.

// CHECK: plain: 11 3 24.5 6
// CHECK: lhs: 13 18 17 24 21 30
// CHECK: rhs: 14 32 32 77
// CHECK: both: 11 24.5 3 6
func.func @f(%a: tensor<2x3xf32>, %b: tensor<3x2xf32>, %c: tensor<2x2xf32>)
    -> (tensor<2x2xf32> {dl.name = "plain"},
        tensor<3x2xf32> {dl.name = "lhs"},
        tensor<2x2xf32> {dl.name = "rhs"},
        tensor<2x2xf32> {dl.name = "both"}) {
  %plain = dl.matmul %a, %b : tensor<2x3xf32>, tensor<3x2xf32> -> tensor<2x2xf32>
  %lhs = dl.matmul %a, %c transpose_lhs : tensor<2x3xf32>, tensor<2x2xf32> -> tensor<3x2xf32>
  %rhs = dl.matmul %a, %a transpose_rhs : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x2xf32>
  %both = dl.matmul %b, %a transpose_lhs transpose_rhs : tensor<3x2xf32>, tensor<2x3xf32> -> tensor<2x2xf32>
  return %plain, %lhs, %rhs, %both : tensor<2x2xf32>, tensor<3x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>
}

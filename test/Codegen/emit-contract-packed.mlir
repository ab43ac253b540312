// RUN: dlc-run %s --compare=1e-4 --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --digits=3 --pipeline=optimised --in arg0=0.5 --in arg1=2 | FileCheck %s --check-prefix=SUM
// A right-hand side large enough to be packed, with columns and rows that fill no tile.

// CHECK: result0: largest difference
// SUM: result0: 500 500 500
func.func @f(%a: tensor<131x500xf32>, %b: tensor<500x437xf32>) -> tensor<131x437xf32> {
  %y = dl.matmul %a, %b : tensor<131x500xf32>, tensor<500x437xf32> -> tensor<131x437xf32>
  return %y : tensor<131x437xf32>
}

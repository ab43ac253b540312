// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=7,-7,-2147483648,5 --in arg1=2,2,-1,0
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Integers divide towards zero; by zero to 0, and the quotient that overflows wraps.

// CHECK: div: 3 -3 -2147483648 0
// CHECK: min: 2 -7 -2147483648 0
// CHECK: max: 7 2 -1 5
// CHECK: abs: 7 7 -2147483648 5
// CHECK: sign: 1 -1 -1 1
// CHECK: lt: 0 1 1 0
func.func @f(%a: tensor<4xi32>, %b: tensor<4xi32>)
    -> (tensor<4xi32> {dl.name = "div"},
        tensor<4xi32> {dl.name = "min"},
        tensor<4xi32> {dl.name = "max"},
        tensor<4xi32> {dl.name = "abs"},
        tensor<4xi32> {dl.name = "sign"},
        tensor<4xi1> {dl.name = "lt"}) {
  %div = dl.div %a, %b : tensor<4xi32>
  %min = dl.min %a, %b : tensor<4xi32>
  %max = dl.max %a, %b : tensor<4xi32>
  %abs = dl.abs %a : tensor<4xi32>
  %sign = dl.sign %a : tensor<4xi32>
  %lt = dl.compare lt %a, %b : tensor<4xi32>
  return %div, %min, %max, %abs, %sign, %lt : tensor<4xi32>, tensor<4xi32>, tensor<4xi32>, tensor<4xi32>, tensor<4xi32>, tensor<4xi1>
}

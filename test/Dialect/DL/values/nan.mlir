// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=nan,1,nan,2 --in arg1=1,nan,nan,2
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// min and max are NaN if an operand is; NaN compares unequal to all.

// CHECK: min: nan nan nan 2
// CHECK: max: nan nan nan 2
// CHECK: eq: 0 0 0 1
// CHECK: ne: 1 1 1 0
// CHECK: lt: 0 0 0 0
// CHECK: le: 0 0 0 1
// CHECK: gt: 0 0 0 0
// CHECK: ge: 0 0 0 1
func.func @f(%a: tensor<4xf32>, %b: tensor<4xf32>)
    -> (tensor<4xf32> {dl.name = "min"},
        tensor<4xf32> {dl.name = "max"},
        tensor<4xi1> {dl.name = "eq"},
        tensor<4xi1> {dl.name = "ne"},
        tensor<4xi1> {dl.name = "lt"},
        tensor<4xi1> {dl.name = "le"},
        tensor<4xi1> {dl.name = "gt"},
        tensor<4xi1> {dl.name = "ge"}) {
  %min = dl.min %a, %b : tensor<4xf32>
  %max = dl.max %a, %b : tensor<4xf32>
  %eq = dl.compare eq %a, %b : tensor<4xf32>
  %ne = dl.compare ne %a, %b : tensor<4xf32>
  %lt = dl.compare lt %a, %b : tensor<4xf32>
  %le = dl.compare le %a, %b : tensor<4xf32>
  %gt = dl.compare gt %a, %b : tensor<4xf32>
  %ge = dl.compare ge %a, %b : tensor<4xf32>
  return %min, %max, %eq, %ne, %lt, %le, %gt, %ge : tensor<4xf32>, tensor<4xf32>, tensor<4xi1>, tensor<4xi1>, tensor<4xi1>, tensor<4xi1>, tensor<4xi1>, tensor<4xi1>
}

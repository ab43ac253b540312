// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=1.5,-2,7,0 --in arg1=0.5,3,-2,4
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Arithmetic on floats; the powers are those of |a|.

// CHECK: add: 2 1 5 4
// CHECK: sub: 1 -5 9 -4
// CHECK: mul: 0.75 -6 -14 0
// CHECK: div: 3 -0.66667 -3.5 0
// CHECK: pow: 1.2247 8 0.020408 0
// CHECK: min: 0.5 -2 -2 0
// CHECK: max: 1.5 3 7 4
func.func @f(%a: tensor<4xf32>, %b: tensor<4xf32>)
    -> (tensor<4xf32> {dl.name = "add"},
        tensor<4xf32> {dl.name = "sub"},
        tensor<4xf32> {dl.name = "mul"},
        tensor<4xf32> {dl.name = "div"},
        tensor<4xf32> {dl.name = "pow"},
        tensor<4xf32> {dl.name = "min"},
        tensor<4xf32> {dl.name = "max"}) {
  %p = dl.abs %a : tensor<4xf32>
  %add = dl.add %a, %b : tensor<4xf32>
  %sub = dl.sub %a, %b : tensor<4xf32>
  %mul = dl.mul %a, %b : tensor<4xf32>
  %div = dl.div %a, %b : tensor<4xf32>
  %pow = dl.pow %p, %b : tensor<4xf32>
  %min = dl.min %a, %b : tensor<4xf32>
  %max = dl.max %a, %b : tensor<4xf32>
  return %add, %sub, %mul, %div, %pow, %min, %max : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

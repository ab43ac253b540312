// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=200,100,7,0 --in arg1=100,200,0,255
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Bytes are unsigned and wrap; division by zero gives 0.

// CHECK: add: 44 44 7 255
// CHECK: sub: 100 156 7 1
// CHECK: mul: 32 32 0 0
// CHECK: div: 2 0 0 0
// CHECK: min: 100 100 0 0
// CHECK: max: 200 200 7 255
// CHECK: neg: 56 156 249 0
// CHECK: abs: 200 100 7 0
// CHECK: sign: 1 1 1 0
// CHECK: lt: 0 1 0 1
// CHECK: ge: 1 0 1 0
func.func @f(%a: tensor<4xui8>, %b: tensor<4xui8>)
    -> (tensor<4xui8> {dl.name = "add"},
        tensor<4xui8> {dl.name = "sub"},
        tensor<4xui8> {dl.name = "mul"},
        tensor<4xui8> {dl.name = "div"},
        tensor<4xui8> {dl.name = "min"},
        tensor<4xui8> {dl.name = "max"},
        tensor<4xui8> {dl.name = "neg"},
        tensor<4xui8> {dl.name = "abs"},
        tensor<4xui8> {dl.name = "sign"},
        tensor<4xi1> {dl.name = "lt"},
        tensor<4xi1> {dl.name = "ge"}) {
  %add = dl.add %a, %b : tensor<4xui8>
  %sub = dl.sub %a, %b : tensor<4xui8>
  %mul = dl.mul %a, %b : tensor<4xui8>
  %div = dl.div %a, %b : tensor<4xui8>
  %min = dl.min %a, %b : tensor<4xui8>
  %max = dl.max %a, %b : tensor<4xui8>
  %neg = dl.neg %a : tensor<4xui8>
  %abs = dl.abs %a : tensor<4xui8>
  %sign = dl.sign %a : tensor<4xui8>
  %lt = dl.compare lt %a, %b : tensor<4xui8>
  %ge = dl.compare ge %a, %b : tensor<4xui8>
  return %add, %sub, %mul, %div, %min, %max, %neg, %abs, %sign, %lt, %ge : tensor<4xui8>, tensor<4xui8>, tensor<4xui8>, tensor<4xui8>, tensor<4xui8>, tensor<4xui8>, tensor<4xui8>, tensor<4xui8>, tensor<4xui8>, tensor<4xi1>, tensor<4xi1>
}

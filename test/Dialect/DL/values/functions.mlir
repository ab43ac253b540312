// RUN: dlc-run %s --digits=6 --in arg0=0.5,1,2,3 | FileCheck %s
// Mathematical functions of one variable.

// CHECK: exp: 1.64872 2.71828 7.38906 20.0855
// CHECK: log: -0.693147 0 0.693147 1.09861
// CHECK: sqrt: 0.707107 1 1.41421 1.73205
// CHECK: rsqrt: 1.41421 1 0.707107 0.57735
// CHECK: tanh: 0.462117 0.761594 0.964028 0.995055
// CHECK: sigmoid: 0.622459 0.731059 0.880797 0.952574
// CHECK: erf: 0.5205 0.842701 0.995322 0.999978
// CHECK: sin: 0.479426 0.841471 0.909297 0.14112
// CHECK: cos: 0.877583 0.540302 -0.416147 -0.989992
func.func @f(%x: tensor<4xf32>)
    -> (tensor<4xf32> {dl.name = "exp"},
        tensor<4xf32> {dl.name = "log"},
        tensor<4xf32> {dl.name = "sqrt"},
        tensor<4xf32> {dl.name = "rsqrt"},
        tensor<4xf32> {dl.name = "tanh"},
        tensor<4xf32> {dl.name = "sigmoid"},
        tensor<4xf32> {dl.name = "erf"},
        tensor<4xf32> {dl.name = "sin"},
        tensor<4xf32> {dl.name = "cos"}) {
  %exp = dl.exp %x : tensor<4xf32>
  %log = dl.log %x : tensor<4xf32>
  %sqrt = dl.sqrt %x : tensor<4xf32>
  %rsqrt = dl.rsqrt %x : tensor<4xf32>
  %tanh = dl.tanh %x : tensor<4xf32>
  %sigmoid = dl.sigmoid %x : tensor<4xf32>
  %erf = dl.erf %x : tensor<4xf32>
  %sin = dl.sin %x : tensor<4xf32>
  %cos = dl.cos %x : tensor<4xf32>
  return %exp, %log, %sqrt, %rsqrt, %tanh, %sigmoid, %erf, %sin, %cos : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=0.5,1,2,3
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Mathematical functions of one variable.

// CHECK: exp: 1.6487 2.7183 7.3891 20.086
// CHECK: log: -0.69315 0 0.69315 1.0986
// CHECK: sqrt: 0.70711 1 1.4142 1.7321
// CHECK: rsqrt: 1.4142 1 0.70711 0.57735
// CHECK: tanh: 0.46212 0.76159 0.96403 0.99505
// CHECK: sigmoid: 0.62246 0.73106 0.8808 0.95257
// CHECK: erf: 0.5205 0.8427 0.99532 0.99998
// CHECK: sin: 0.47943 0.84147 0.9093 0.14112
// CHECK: cos: 0.87758 0.5403 -0.41615 -0.98999
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

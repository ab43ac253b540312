// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=-2,-0.5,0,1.5
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Activations and other functions defined piece by piece.

// CHECK: relu: 0 0 0 1.5
// CHECK: leaky: -0.2 -0.05 0 1.5
// CHECK: elu: -1.7293 -0.78694 0 1.5
// CHECK: silu: -0.23841 -0.18877 0 1.2264
// CHECK: gelu: -0.0455 -0.15427 0 1.3998
// CHECK: gelu_tanh: -0.045402 -0.15429 0 1.3996
// CHECK: softplus: 0.12693 0.47408 0.69315 1.7014
// CHECK: clamp: -1 -0.5 0 1
// CHECK: neg: 2 0.5 -0 -1.5
// CHECK: abs: 2 0.5 0 1.5
// CHECK: sign: -1 -1 0 1
func.func @f(%x: tensor<4xf32>)
    -> (tensor<4xf32> {dl.name = "relu"},
        tensor<4xf32> {dl.name = "leaky"},
        tensor<4xf32> {dl.name = "elu"},
        tensor<4xf32> {dl.name = "silu"},
        tensor<4xf32> {dl.name = "gelu"},
        tensor<4xf32> {dl.name = "gelu_tanh"},
        tensor<4xf32> {dl.name = "softplus"},
        tensor<4xf32> {dl.name = "clamp"},
        tensor<4xf32> {dl.name = "neg"},
        tensor<4xf32> {dl.name = "abs"},
        tensor<4xf32> {dl.name = "sign"}) {
  %relu = dl.relu %x : tensor<4xf32>
  %leaky = dl.leaky_relu %x {slope = 0.1 : f64} : tensor<4xf32>
  %elu = dl.elu %x {alpha = 2.0 : f64} : tensor<4xf32>
  %silu = dl.silu %x : tensor<4xf32>
  %gelu = dl.gelu %x : tensor<4xf32>
  %gelu_tanh = dl.gelu %x {tanh} : tensor<4xf32>
  %softplus = dl.softplus %x : tensor<4xf32>
  %clamp = dl.clamp %x {low = -1.0 : f64, high = 1.0 : f64} : tensor<4xf32>
  %neg = dl.neg %x : tensor<4xf32>
  %abs = dl.abs %x : tensor<4xf32>
  %sign = dl.sign %x : tensor<4xf32>
  return %relu, %leaky, %elu, %silu, %gelu, %gelu_tanh, %softplus, %clamp, %neg, %abs, %sign : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=nan,inf,1000,-1000
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// A NaN shows in every result, and nothing overflows on the way to a finite result.

// CHECK: relu: nan inf 1000 0
// CHECK: leaky_relu: nan inf 1000 -10
// CHECK: sigmoid: nan 1 1 0
// CHECK: silu: nan inf 1000 -0
// CHECK: softplus: nan inf 1000 0
// CHECK: tanh: nan 1 1 -1
// CHECK: sign: nan 1 1 -1
// CHECK: elu: nan inf 1000 -1
func.func @f(%x: tensor<4xf32>)
    -> (tensor<4xf32> {dl.name = "relu"},
        tensor<4xf32> {dl.name = "leaky_relu"},
        tensor<4xf32> {dl.name = "sigmoid"},
        tensor<4xf32> {dl.name = "silu"},
        tensor<4xf32> {dl.name = "softplus"},
        tensor<4xf32> {dl.name = "tanh"},
        tensor<4xf32> {dl.name = "sign"},
        tensor<4xf32> {dl.name = "elu"}) {
  %relu = dl.relu %x : tensor<4xf32>
  %leaky_relu = dl.leaky_relu %x : tensor<4xf32>
  %sigmoid = dl.sigmoid %x : tensor<4xf32>
  %silu = dl.silu %x : tensor<4xf32>
  %softplus = dl.softplus %x : tensor<4xf32>
  %tanh = dl.tanh %x : tensor<4xf32>
  %sign = dl.sign %x : tensor<4xf32>
  %elu = dl.elu %x : tensor<4xf32>
  return %relu, %leaky_relu, %sigmoid, %silu, %softplus, %tanh, %sign, %elu : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

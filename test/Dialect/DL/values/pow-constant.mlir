// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=-2,0.5,0,3
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Constant exponents, which are lowered without a call of pow.

// CHECK: zero: 1 1 1 1
// CHECK: two: 4 0.25 0 9
// CHECK: three: -8 0.125 0 27
// CHECK: half: nan 0.70711 0 1.7321
// CHECK: minus: 0.25 4 inf 0.11111
func.func @f(%x: tensor<4xf32>)
    -> (tensor<4xf32> {dl.name = "zero"},
        tensor<4xf32> {dl.name = "two"},
        tensor<4xf32> {dl.name = "three"},
        tensor<4xf32> {dl.name = "half"},
        tensor<4xf32> {dl.name = "minus"}) {
  %c_zero = dl.constant dense<0.0> : tensor<4xf32>
  %zero = dl.pow %x, %c_zero : tensor<4xf32>
  %c_two = dl.constant dense<2.0> : tensor<4xf32>
  %two = dl.pow %x, %c_two : tensor<4xf32>
  %c_three = dl.constant dense<3.0> : tensor<4xf32>
  %three = dl.pow %x, %c_three : tensor<4xf32>
  %c_half = dl.constant dense<0.5> : tensor<4xf32>
  %half = dl.pow %x, %c_half : tensor<4xf32>
  %c_minus = dl.constant dense<-2.0> : tensor<4xf32>
  %minus = dl.pow %x, %c_minus : tensor<4xf32>
  return %zero, %two, %three, %half, %minus : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

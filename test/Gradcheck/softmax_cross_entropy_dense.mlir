// RUN: dlc-gradcheck %s
// Targets need not sum to one, and have a gradient too.

func.func @f(%x: tensor<3x13xf64> {dl.name = "x"},
    %target: tensor<3x13xf64> {dl.name = "target"}) -> (tensor<3xf64> {dl.name = "y"}) {
  %y = dl.softmax_cross_entropy_dense %x, %target : tensor<3x13xf64> -> tensor<3xf64>
  return %y : tensor<3xf64>
}

// RUN: dlc-gradcheck %s

func.func @f(%x: tensor<3x13xf64> {dl.name = "x"}) -> (tensor<13x1x3xf64> {dl.name = "y"}) {
  %y = dl.reshape %x : tensor<3x13xf64> -> tensor<13x1x3xf64>
  return %y : tensor<13x1x3xf64>
}

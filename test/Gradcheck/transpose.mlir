// RUN: dlc-gradcheck %s

func.func @matrix(%x: tensor<13x37xf64> {dl.name = "x"}) -> (tensor<37x13xf64> {dl.name = "y"}) {
  %y = dl.transpose %x [1, 0] : tensor<13x37xf64> -> tensor<37x13xf64>
  return %y : tensor<37x13xf64>
}

func.func @cycle(%x: tensor<2x3x5xf64> {dl.name = "x"}) -> (tensor<5x2x3xf64> {dl.name = "y"}) {
  %y = dl.transpose %x [2, 0, 1] : tensor<2x3x5xf64> -> tensor<5x2x3xf64>
  return %y : tensor<5x2x3xf64>
}

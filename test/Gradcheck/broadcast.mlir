// RUN: dlc-gradcheck %s

func.func @scalar(%x: tensor<f64> {dl.name = "x"}) -> (tensor<37xf64> {dl.name = "y"}) {
  %y = dl.broadcast %x dims [] : tensor<f64> -> tensor<37xf64>
  return %y : tensor<37xf64>
}

func.func @rows(%x: tensor<13xf64> {dl.name = "x"}) -> (tensor<3x13xf64> {dl.name = "y"}) {
  %y = dl.broadcast %x dims [1] : tensor<13xf64> -> tensor<3x13xf64>
  return %y : tensor<3x13xf64>
}

func.func @middle(%x: tensor<2x5xf64> {dl.name = "x"}) -> (tensor<2x3x5x1xf64> {dl.name = "y"}) {
  %y = dl.broadcast %x dims [0, 2] : tensor<2x5xf64> -> tensor<2x3x5x1xf64>
  return %y : tensor<2x3x5x1xf64>
}

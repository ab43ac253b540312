// RUN: dlc-gradcheck %s

func.func @one(%x: tensor<1xf64> {dl.name = "x"}) -> (tensor<f64> {dl.name = "y"}) {
  %y = dl.reduce_mean %x axes [0] : tensor<1xf64> -> tensor<f64>
  return %y : tensor<f64>
}

func.func @rows(%x: tensor<3x13xf64> {dl.name = "x"}) -> (tensor<3xf64> {dl.name = "y"}) {
  %y = dl.reduce_mean %x axes [1] : tensor<3x13xf64> -> tensor<3xf64>
  return %y : tensor<3xf64>
}

func.func @columns(%x: tensor<13x3xf64> {dl.name = "x"}) -> (tensor<3xf64> {dl.name = "y"}) {
  %y = dl.reduce_mean %x axes [0] : tensor<13x3xf64> -> tensor<3xf64>
  return %y : tensor<3xf64>
}

func.func @outer(%x: tensor<2x3x5xf64> {dl.name = "x"}) -> (tensor<3xf64> {dl.name = "y"}) {
  %y = dl.reduce_mean %x axes [0, 2] : tensor<2x3x5xf64> -> tensor<3xf64>
  return %y : tensor<3xf64>
}

func.func @all(%x: tensor<37xf64> {dl.name = "x"}) -> (tensor<f64> {dl.name = "y"}) {
  %y = dl.reduce_mean %x axes [0] : tensor<37xf64> -> tensor<f64>
  return %y : tensor<f64>
}

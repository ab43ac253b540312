// RUN: dlc-gradcheck %s

func.func @one(%x: tensor<3x1xf64> {dl.name = "x"}) -> (tensor<3x1xf64> {dl.name = "y"}) {
  %y = dl.softmax %x {axis = 1 : i64} : tensor<3x1xf64>
  return %y : tensor<3x1xf64>
}

func.func @rows(%x: tensor<3x13xf64> {dl.name = "x"}) -> (tensor<3x13xf64> {dl.name = "y"}) {
  %y = dl.softmax %x {axis = 1 : i64} : tensor<3x13xf64>
  return %y : tensor<3x13xf64>
}

func.func @columns(%x: tensor<5x3xf64> {dl.name = "x"}) -> (tensor<5x3xf64> {dl.name = "y"}) {
  %y = dl.softmax %x {axis = 0 : i64} : tensor<5x3xf64>
  return %y : tensor<5x3xf64>
}

func.func @long(%x: tensor<37xf64> {dl.name = "x"}) -> (tensor<37xf64> {dl.name = "y"}) {
  %y = dl.softmax %x {axis = 0 : i64} : tensor<37xf64>
  return %y : tensor<37xf64>
}

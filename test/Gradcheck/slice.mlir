// RUN: dlc-gradcheck %s

func.func @one(%x: tensor<1xf64> {dl.name = "x"}) -> (tensor<1xf64> {dl.name = "y"}) {
  %y = dl.slice %x from [0] to [1] by [1] : tensor<1xf64> -> tensor<1xf64>
  return %y : tensor<1xf64>
}

func.func @dense(%x: tensor<5x13xf64> {dl.name = "x"}) -> (tensor<3x11xf64> {dl.name = "y"}) {
  %y = dl.slice %x from [1, 2] to [4, 13] by [1, 1] : tensor<5x13xf64> -> tensor<3x11xf64>
  return %y : tensor<3x11xf64>
}

func.func @strided(%x: tensor<7x9xf64> {dl.name = "x"}) -> (tensor<3x3xf64> {dl.name = "y"}) {
  %y = dl.slice %x from [1, 0] to [7, 9] by [2, 4] : tensor<7x9xf64> -> tensor<3x3xf64>
  return %y : tensor<3x3xf64>
}

func.func @past_the_end(%x: tensor<5x7xf64> {dl.name = "x"}) -> (tensor<2x3xf64> {dl.name = "y"}) {
  %y = dl.slice %x from [0, 2] to [5, 7] by [3, 2] : tensor<5x7xf64> -> tensor<2x3xf64>
  return %y : tensor<2x3xf64>
}

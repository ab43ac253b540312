// RUN: dlc-gradcheck %s

func.func @one(%x: tensor<1x2xf64> {dl.name = "x"},
    %label: tensor<1xi32> {dl.name = "label", dl.limit = 2 : i64}) -> (tensor<1xf64> {dl.name = "y"}) {
  %y = dl.softmax_cross_entropy %x, %label : tensor<1x2xf64>, tensor<1xi32> -> tensor<1xf64>
  return %y : tensor<1xf64>
}

func.func @rows(%x: tensor<5x13xf64> {dl.name = "x"},
    %label: tensor<5xi32> {dl.name = "label", dl.limit = 13 : i64}) -> (tensor<5xf64> {dl.name = "y"}) {
  %y = dl.softmax_cross_entropy %x, %label : tensor<5x13xf64>, tensor<5xi32> -> tensor<5xf64>
  return %y : tensor<5xf64>
}

func.func @outside(%x: tensor<2x3x3xf64> {dl.name = "x"},
    %label: tensor<2x3xi64> {dl.name = "label", dl.limit = 5 : i64}) -> (tensor<2x3xf64> {dl.name = "y"}) {
  %y = dl.softmax_cross_entropy %x, %label : tensor<2x3x3xf64>, tensor<2x3xi64> -> tensor<2x3xf64>
  return %y : tensor<2x3xf64>
}

// RUN: dlc-gradcheck %s
// Some rows are read more than once, and index 5 lies outside.

func.func @rows(%x: tensor<5x3xf64> {dl.name = "x"},
    %i: tensor<13xi32> {dl.name = "i", dl.limit = 6 : i64}) -> (tensor<13x3xf64> {dl.name = "y"}) {
  %y = dl.gather %x[%i] : tensor<5x3xf64>, tensor<13xi32> -> tensor<13x3xf64>
  return %y : tensor<13x3xf64>
}

func.func @scalars(%x: tensor<7xf64> {dl.name = "x"}, %i: tensor<2x3xi64> {dl.name = "i"}) -> (tensor<2x3xf64> {dl.name = "y"}) {
  %y = dl.gather %x[%i] : tensor<7xf64>, tensor<2x3xi64> -> tensor<2x3xf64>
  return %y : tensor<2x3xf64>
}

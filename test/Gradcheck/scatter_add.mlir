// RUN: dlc-gradcheck %s

func.func @f(%b: tensor<5x3xf64> {dl.name = "b"},
    %i: tensor<13xi32> {dl.name = "i", dl.limit = 6 : i64},
    %u: tensor<13x3xf64> {dl.name = "u"}) -> (tensor<5x3xf64> {dl.name = "y"}) {
  %y = dl.scatter_add %b[%i], %u : tensor<5x3xf64>, tensor<13xi32>, tensor<13x3xf64>
  return %y : tensor<5x3xf64>
}

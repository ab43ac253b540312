// RUN: dlc-gradcheck %s

func.func @f(%x: tensor<3x13xf64> {dl.name = "x"}) -> (tensor<6x14xf64> {dl.name = "y"}) {
  %y = dl.pad %x low [1, 0] high [2, 1] with 3.0 : tensor<3x13xf64> -> tensor<6x14xf64>
  return %y : tensor<6x14xf64>
}

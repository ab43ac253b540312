// RUN: dlc-gradcheck %s

func.func @f(%a: tensor<3x2xf64> {dl.name = "a"}, %b: tensor<3x13xf64> {dl.name = "b"}) -> (tensor<3x17xf64> {dl.name = "y"}) {
  %y = dl.concat %a, %b, %a {axis = 1 : i64} : (tensor<3x2xf64>, tensor<3x13xf64>, tensor<3x2xf64>) -> tensor<3x17xf64>
  return %y : tensor<3x17xf64>
}

// RUN: dlc-gradcheck %s

func.func @update(%x: tensor<3x7x2xf64> {dl.name = "x"}, %u: tensor<3x4x2xf64> {dl.name = "u"}) -> (tensor<3x7x2xf64> {dl.name = "y"}) {
  %p = dl.constant dense<2> : tensor<i64>
  %y = dl.dynamic_update_slice %x, %u at %p axis 1 : tensor<3x7x2xf64>, tensor<3x4x2xf64>
  return %y : tensor<3x7x2xf64>
}

func.func @row(%x: tensor<5x17xf64> {dl.name = "x"}, %u: tensor<1x17xf64> {dl.name = "u"}) -> (tensor<5x17xf64> {dl.name = "y"}) {
  %p = dl.constant dense<4> : tensor<i64>
  %y = dl.dynamic_update_slice %x, %u at %p axis 0 : tensor<5x17xf64>, tensor<1x17xf64>
  return %y : tensor<5x17xf64>
}

func.func @far(%x: tensor<5x3xf64> {dl.name = "x"}, %u: tensor<5x2xf64> {dl.name = "u"}) -> (tensor<5x3xf64> {dl.name = "y"}) {
  %p = dl.constant dense<-4> : tensor<i64>
  %y = dl.dynamic_update_slice %x, %u at %p axis 1 : tensor<5x3xf64>, tensor<5x2xf64>
  return %y : tensor<5x3xf64>
}

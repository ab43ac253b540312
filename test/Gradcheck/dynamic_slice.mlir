// RUN: dlc-gradcheck %s

func.func @slice(%x: tensor<3x7x2xf64> {dl.name = "x"}) -> (tensor<3x4x2xf64> {dl.name = "y"}) {
  %p = dl.constant dense<2> : tensor<i64>
  %y = dl.dynamic_slice %x at %p axis 1 size 4 : tensor<3x7x2xf64>
  return %y : tensor<3x4x2xf64>
}

func.func @one(%x: tensor<1xf64> {dl.name = "x"}) -> (tensor<1xf64> {dl.name = "y"}) {
  %p = dl.constant dense<0> : tensor<i64>
  %y = dl.dynamic_slice %x at %p axis 0 size 1 : tensor<1xf64>
  return %y : tensor<1xf64>
}

// The position is past the end: the derivative is that of the slice that is taken.
func.func @far(%x: tensor<37xf64> {dl.name = "x"}) -> (tensor<19xf64> {dl.name = "y"}) {
  %p = dl.constant dense<99> : tensor<i64>
  %y = dl.dynamic_slice %x at %p axis 0 size 19 : tensor<37xf64>
  return %y : tensor<19xf64>
}

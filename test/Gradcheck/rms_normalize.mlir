// RUN: dlc-gradcheck %s

func.func @rows(%x: tensor<3x13xf64> {dl.name = "x"}) -> (tensor<3x13xf64> {dl.name = "y"}) {
  %y = dl.rms_normalize %x axes [1] epsilon 1.0e-2 : tensor<3x13xf64>
  return %y : tensor<3x13xf64>
}

func.func @one(%x: tensor<3x1xf64> {dl.name = "x"}) -> (tensor<3x1xf64> {dl.name = "y"}) {
  %y = dl.rms_normalize %x axes [1] epsilon 1.0e-2 : tensor<3x1xf64>
  return %y : tensor<3x1xf64>
}

func.func @outer(%x: tensor<5x3x17xf64> {dl.name = "x"}) -> (tensor<5x3x17xf64> {dl.name = "y"}) {
  %y = dl.rms_normalize %x axes [0, 2] epsilon 1.0e-2 : tensor<5x3x17xf64>
  return %y : tensor<5x3x17xf64>
}

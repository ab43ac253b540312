// RUN: dlc-gradcheck %s

func.func @layer(%x: tensor<3x13xf64> {dl.name = "x"}) -> (tensor<3x13xf64> {dl.name = "y"}) {
  %y, %m, %v = dl.normalize %x axes [1] epsilon 1.0e-2 : tensor<3x13xf64>
  return %y : tensor<3x13xf64>
}

// The variance of one value is 0, and so is the result.
func.func @one(%x: tensor<3x1xf64> {dl.name = "x"}) -> (tensor<3x1xf64> {dl.name = "y"}) {
  %y, %m, %v = dl.normalize %x axes [1] epsilon 1.0e-2 : tensor<3x1xf64>
  return %y : tensor<3x1xf64>
}

func.func @batch(%x: tensor<2x3x17xf64> {dl.name = "x"}) -> (tensor<2x3x17xf64> {dl.name = "y"}) {
  %y, %m, %v = dl.normalize %x axes [0, 2] epsilon 1.0e-2 : tensor<2x3x17xf64>
  return %y : tensor<2x3x17xf64>
}

func.func @all(%x: tensor<37xf64> {dl.name = "x"}) -> (tensor<37xf64> {dl.name = "y"}) {
  %y, %m, %v = dl.normalize %x axes [0] epsilon 1.0e-2 : tensor<37xf64>
  return %y : tensor<37xf64>
}

func.func @valid_rows(%x: tensor<5x3x2xf64> {dl.name = "x"}) -> (tensor<5x3x2xf64> {dl.name = "y"}) {
  %n = dl.constant dense<3> : tensor<i64>
  %y, %m, %v = dl.normalize %x, %n axes [0, 2] epsilon 1.0e-2 : tensor<5x3x2xf64>
  return %y : tensor<5x3x2xf64>
}

func.func @mean(%x: tensor<5x3xf64> {dl.name = "x"}) -> (tensor<3xf64> {dl.name = "y"}) {
  %n = dl.constant dense<4> : tensor<i64>
  %y, %m, %v = dl.normalize %x, %n axes [0] epsilon 1.0e-2 : tensor<5x3xf64>
  return %m : tensor<3xf64>
}

func.func @variance(%x: tensor<5x3xf64> {dl.name = "x"}) -> (tensor<3xf64> {dl.name = "y"}) {
  %n = dl.constant dense<4> : tensor<i64>
  %y, %m, %v = dl.normalize %x, %n axes [0] epsilon 1.0e-2 : tensor<5x3xf64>
  return %v : tensor<3xf64>
}

// All three at once, in one product.
func.func @together(%x: tensor<4x7xf64> {dl.name = "x"}) -> (tensor<4x7xf64> {dl.name = "z"}) {
  %y, %m, %v = dl.normalize %x axes [1] epsilon 1.0e-2 : tensor<4x7xf64>
  %mv = dl.mul %m, %v : tensor<4xf64>
  %wide = dl.broadcast %mv dims [0] : tensor<4xf64> -> tensor<4x7xf64>
  %z = dl.mul %y, %wide : tensor<4x7xf64>
  return %z : tensor<4x7xf64>
}

// RUN: dlc-gradcheck %s

func.func @one(%x: tensor<1x1x1x1xf64> {dl.name = "x"}, %i: tensor<1x1x1x1xui8> {dl.name = "i", dl.limit = 1 : i64}) -> (tensor<1x1x1x1xf64> {dl.name = "y"}) {
  %y = dl.pool_select %x, %i window [1, 1] strides [1, 1] low [0, 0] high [0, 0] : tensor<1x1x1x1xf64>, tensor<1x1x1x1xui8> -> tensor<1x1x1x1xf64>
  return %y : tensor<1x1x1x1xf64>
}

func.func @prime(%x: tensor<3x2x7x5xf64> {dl.name = "x"}, %i: tensor<3x2x3x2xui8> {dl.name = "i", dl.limit = 6 : i64}) -> (tensor<3x2x3x2xf64> {dl.name = "y"}) {
  %y = dl.pool_select %x, %i window [3, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<3x2x7x5xf64>, tensor<3x2x3x2xui8> -> tensor<3x2x3x2xf64>
  return %y : tensor<3x2x3x2xf64>
}

func.func @wide(%x: tensor<1x1x2x38xf64> {dl.name = "x"}, %i: tensor<1x1x1x19xui8> {dl.name = "i", dl.limit = 4 : i64}) -> (tensor<1x1x1x19xf64> {dl.name = "y"}) {
  %y = dl.pool_select %x, %i window [2, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<1x1x2x38xf64>, tensor<1x1x1x19xui8> -> tensor<1x1x1x19xf64>
  return %y : tensor<1x1x1x19xf64>
}

func.func @overlapping(%x: tensor<1x2x5x6xf64> {dl.name = "x"}, %i: tensor<1x2x5x3xui8> {dl.name = "i", dl.limit = 9 : i64}) -> (tensor<1x2x5x3xf64> {dl.name = "y"}) {
  %y = dl.pool_select %x, %i window [3, 3] strides [1, 2] low [1, 1] high [1, 1] : tensor<1x2x5x6xf64>, tensor<1x2x5x3xui8> -> tensor<1x2x5x3xf64>
  return %y : tensor<1x2x5x3xf64>
}

func.func @gaps(%x: tensor<1x1x7x8xf64> {dl.name = "x"}, %i: tensor<1x1x3x3xui8> {dl.name = "i", dl.limit = 2 : i64}) -> (tensor<1x1x3x3xf64> {dl.name = "y"}) {
  %y = dl.pool_select %x, %i window [2, 1] strides [3, 3] low [0, 0] high [1, 0] : tensor<1x1x7x8xf64>, tensor<1x1x3x3xui8> -> tensor<1x1x3x3xf64>
  return %y : tensor<1x1x3x3xf64>
}

func.func @padding(%x: tensor<2x1x3x2xf64> {dl.name = "x"}, %i: tensor<2x1x2x2xui8> {dl.name = "i", dl.limit = 6 : i64}) -> (tensor<2x1x2x2xf64> {dl.name = "y"}) {
  %y = dl.pool_select %x, %i window [3, 2] strides [2, 1] low [2, 0] high [0, 1] : tensor<2x1x3x2xf64>, tensor<2x1x2x2xui8> -> tensor<2x1x2x2xf64>
  return %y : tensor<2x1x2x2xf64>
}

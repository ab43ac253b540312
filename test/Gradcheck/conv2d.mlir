// RUN: dlc-gradcheck %s

func.func @one(%a: tensor<1x1x1x1xf64> {dl.name = "a"}, %b: tensor<1x1x1x1xf64> {dl.name = "b"}) -> (tensor<1x1x1x1xf64> {dl.name = "y"}) {
  %y = dl.conv2d %a, %b strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<1x1x1x1xf64>, tensor<1x1x1x1xf64> -> tensor<1x1x1x1xf64>
  return %y : tensor<1x1x1x1xf64>
}

func.func @prime(%a: tensor<3x2x5x7xf64> {dl.name = "a"}, %b: tensor<3x2x3x2xf64> {dl.name = "b"}) -> (tensor<3x3x3x6xf64> {dl.name = "y"}) {
  %y = dl.conv2d %a, %b strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<3x2x5x7xf64>, tensor<3x2x3x2xf64> -> tensor<3x3x3x6xf64>
  return %y : tensor<3x3x3x6xf64>
}

func.func @wide(%a: tensor<1x1x2x19xf64> {dl.name = "a"}, %b: tensor<1x1x1x3xf64> {dl.name = "b"}) -> (tensor<1x1x2x17xf64> {dl.name = "y"}) {
  %y = dl.conv2d %a, %b strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<1x1x2x19xf64>, tensor<1x1x1x3xf64> -> tensor<1x1x2x17xf64>
  return %y : tensor<1x1x2x17xf64>
}

func.func @filters(%a: tensor<1x1x2x2xf64> {dl.name = "a"}, %b: tensor<17x1x2x2xf64> {dl.name = "b"}) -> (tensor<1x17x1x1xf64> {dl.name = "y"}) {
  %y = dl.conv2d %a, %b strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<1x1x2x2xf64>, tensor<17x1x2x2xf64> -> tensor<1x17x1x1xf64>
  return %y : tensor<1x17x1x1xf64>
}

func.func @stride(%a: tensor<2x2x6x7xf64> {dl.name = "a"}, %b: tensor<2x2x2x3xf64> {dl.name = "b"}) -> (tensor<2x2x2x3xf64> {dl.name = "y"}) {
  %y = dl.conv2d %a, %b strides [3, 2] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x2x6x7xf64>, tensor<2x2x2x3xf64> -> tensor<2x2x2x3xf64>
  return %y : tensor<2x2x2x3xf64>
}

func.func @padding(%a: tensor<1x2x3x2xf64> {dl.name = "a"}, %b: tensor<2x2x3x3xf64> {dl.name = "b"}) -> (tensor<1x2x4x2xf64> {dl.name = "y"}) {
  %y = dl.conv2d %a, %b strides [1, 1] low [1, 2] high [2, 0] dilations [1, 1] groups 1 : tensor<1x2x3x2xf64>, tensor<2x2x3x3xf64> -> tensor<1x2x4x2xf64>
  return %y : tensor<1x2x4x2xf64>
}

func.func @outside(%a: tensor<1x1x2x2xf64> {dl.name = "a"}, %b: tensor<1x1x1x2xf64> {dl.name = "b"}) -> (tensor<1x1x5x3xf64> {dl.name = "y"}) {
  %y = dl.conv2d %a, %b strides [1, 2] low [2, 3] high [1, 2] dilations [1, 1] groups 1 : tensor<1x1x2x2xf64>, tensor<1x1x1x2xf64> -> tensor<1x1x5x3xf64>
  return %y : tensor<1x1x5x3xf64>
}

func.func @dilation(%a: tensor<1x2x6x5xf64> {dl.name = "a"}, %b: tensor<2x2x2x3xf64> {dl.name = "b"}) -> (tensor<1x2x4x3xf64> {dl.name = "y"}) {
  %y = dl.conv2d %a, %b strides [1, 1] low [0, 1] high [1, 1] dilations [3, 2] groups 1 : tensor<1x2x6x5xf64>, tensor<2x2x2x3xf64> -> tensor<1x2x4x3xf64>
  return %y : tensor<1x2x4x3xf64>
}

func.func @groups(%a: tensor<2x4x3x3xf64> {dl.name = "a"}, %b: tensor<6x2x2x2xf64> {dl.name = "b"}) -> (tensor<2x6x3x2xf64> {dl.name = "y"}) {
  %y = dl.conv2d %a, %b strides [1, 2] low [0, 1] high [1, 0] dilations [1, 1] groups 2 : tensor<2x4x3x3xf64>, tensor<6x2x2x2xf64> -> tensor<2x6x3x2xf64>
  return %y : tensor<2x6x3x2xf64>
}

func.func @depthwise(%a: tensor<1x3x4x3xf64> {dl.name = "a"}, %b: tensor<6x1x3x2xf64> {dl.name = "b"}) -> (tensor<1x6x4x3xf64> {dl.name = "y"}) {
  %y = dl.conv2d %a, %b strides [1, 1] low [1, 0] high [1, 1] dilations [1, 1] groups 3 : tensor<1x3x4x3xf64>, tensor<6x1x3x2xf64> -> tensor<1x6x4x3xf64>
  return %y : tensor<1x6x4x3xf64>
}

// RUN: dlc-gradcheck %s

func.func @one(%a: tensor<1x1xf64> {dl.name = "a"}, %b: tensor<1x1xf64> {dl.name = "b"}) -> (tensor<1x1xf64> {dl.name = "y"}) {
  %y = dl.matmul %a, %b : tensor<1x1xf64>, tensor<1x1xf64> -> tensor<1x1xf64>
  return %y : tensor<1x1xf64>
}

func.func @prime(%a: tensor<3x13xf64> {dl.name = "a"}, %b: tensor<13x5xf64> {dl.name = "b"}) -> (tensor<3x5xf64> {dl.name = "y"}) {
  %y = dl.matmul %a, %b : tensor<3x13xf64>, tensor<13x5xf64> -> tensor<3x5xf64>
  return %y : tensor<3x5xf64>
}

func.func @batch(%a: tensor<2x2x3xf64> {dl.name = "a"}, %b: tensor<2x3x17xf64> {dl.name = "b"}) -> (tensor<2x2x17xf64> {dl.name = "y"}) {
  %y = dl.matmul %a, %b : tensor<2x2x3xf64>, tensor<2x3x17xf64> -> tensor<2x2x17xf64>
  return %y : tensor<2x2x17xf64>
}

func.func @one_tr(%a: tensor<1x1xf64> {dl.name = "a"}, %b: tensor<1x1xf64> {dl.name = "b"}) -> (tensor<1x1xf64> {dl.name = "y"}) {
  %y = dl.matmul %a, %b transpose_rhs : tensor<1x1xf64>, tensor<1x1xf64> -> tensor<1x1xf64>
  return %y : tensor<1x1xf64>
}

func.func @prime_tr(%a: tensor<3x13xf64> {dl.name = "a"}, %b: tensor<5x13xf64> {dl.name = "b"}) -> (tensor<3x5xf64> {dl.name = "y"}) {
  %y = dl.matmul %a, %b transpose_rhs : tensor<3x13xf64>, tensor<5x13xf64> -> tensor<3x5xf64>
  return %y : tensor<3x5xf64>
}

func.func @batch_tr(%a: tensor<2x2x3xf64> {dl.name = "a"}, %b: tensor<2x17x3xf64> {dl.name = "b"}) -> (tensor<2x2x17xf64> {dl.name = "y"}) {
  %y = dl.matmul %a, %b transpose_rhs : tensor<2x2x3xf64>, tensor<2x17x3xf64> -> tensor<2x2x17xf64>
  return %y : tensor<2x2x17xf64>
}

func.func @one_tl(%a: tensor<1x1xf64> {dl.name = "a"}, %b: tensor<1x1xf64> {dl.name = "b"}) -> (tensor<1x1xf64> {dl.name = "y"}) {
  %y = dl.matmul %a, %b transpose_lhs : tensor<1x1xf64>, tensor<1x1xf64> -> tensor<1x1xf64>
  return %y : tensor<1x1xf64>
}

func.func @prime_tl(%a: tensor<13x3xf64> {dl.name = "a"}, %b: tensor<13x5xf64> {dl.name = "b"}) -> (tensor<3x5xf64> {dl.name = "y"}) {
  %y = dl.matmul %a, %b transpose_lhs : tensor<13x3xf64>, tensor<13x5xf64> -> tensor<3x5xf64>
  return %y : tensor<3x5xf64>
}

func.func @batch_tl(%a: tensor<2x3x2xf64> {dl.name = "a"}, %b: tensor<2x3x17xf64> {dl.name = "b"}) -> (tensor<2x2x17xf64> {dl.name = "y"}) {
  %y = dl.matmul %a, %b transpose_lhs : tensor<2x3x2xf64>, tensor<2x3x17xf64> -> tensor<2x2x17xf64>
  return %y : tensor<2x2x17xf64>
}

func.func @one_tl_tr(%a: tensor<1x1xf64> {dl.name = "a"}, %b: tensor<1x1xf64> {dl.name = "b"}) -> (tensor<1x1xf64> {dl.name = "y"}) {
  %y = dl.matmul %a, %b transpose_lhs transpose_rhs : tensor<1x1xf64>, tensor<1x1xf64> -> tensor<1x1xf64>
  return %y : tensor<1x1xf64>
}

func.func @prime_tl_tr(%a: tensor<13x3xf64> {dl.name = "a"}, %b: tensor<5x13xf64> {dl.name = "b"}) -> (tensor<3x5xf64> {dl.name = "y"}) {
  %y = dl.matmul %a, %b transpose_lhs transpose_rhs : tensor<13x3xf64>, tensor<5x13xf64> -> tensor<3x5xf64>
  return %y : tensor<3x5xf64>
}

func.func @batch_tl_tr(%a: tensor<2x3x2xf64> {dl.name = "a"}, %b: tensor<2x17x3xf64> {dl.name = "b"}) -> (tensor<2x2x17xf64> {dl.name = "y"}) {
  %y = dl.matmul %a, %b transpose_lhs transpose_rhs : tensor<2x3x2xf64>, tensor<2x17x3xf64> -> tensor<2x2x17xf64>
  return %y : tensor<2x2x17xf64>
}

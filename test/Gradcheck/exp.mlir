// RUN: dlc-gradcheck %s

func.func @n1(%x: tensor<1xf64> {dl.name = "x"}) -> (tensor<1xf64> {dl.name = "y"}) {
  %y = dl.exp %x : tensor<1xf64>
  return %y : tensor<1xf64>
}

func.func @n13(%x: tensor<13xf64> {dl.name = "x"}) -> (tensor<13xf64> {dl.name = "y"}) {
  %y = dl.exp %x : tensor<13xf64>
  return %y : tensor<13xf64>
}

func.func @n37(%x: tensor<37xf64> {dl.name = "x"}) -> (tensor<37xf64> {dl.name = "y"}) {
  %y = dl.exp %x : tensor<37xf64>
  return %y : tensor<37xf64>
}

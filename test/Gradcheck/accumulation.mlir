// RUN: dlc-gradcheck %s
// Values with several uses: their cotangents add up.

func.func @shared(%x: tensor<13xf64> {dl.name = "x"}) -> (tensor<13xf64> {dl.name = "y"}) {
  %0 = dl.sin %x : tensor<13xf64>
  %1 = dl.mul %0, %x : tensor<13xf64>
  %2 = dl.mul %1, %0 : tensor<13xf64>
  %y = dl.add %2, %1 : tensor<13xf64>
  return %y : tensor<13xf64>
}

func.func @diamond(%a: tensor<13xf64> {dl.name = "a"}, %b: tensor<13xf64> {dl.name = "b"}) -> (tensor<13xf64> {dl.name = "y"}) {
  %0 = dl.mul %a, %b : tensor<13xf64>
  %1 = dl.exp %0 : tensor<13xf64>
  %2 = dl.tanh %0 : tensor<13xf64>
  %3 = dl.mul %1, %2 : tensor<13xf64>
  %y = dl.add %3, %a : tensor<13xf64>
  return %y : tensor<13xf64>
}

// RUN: dlc-gradcheck %s

func.func @n1(%a: tensor<1xf64> {dl.name = "a"}, %b: tensor<1xf64> {dl.name = "b"}) -> (tensor<1xf64> {dl.name = "y"}) {
  %y = dl.huber %a, %b {delta = 0.7 : f64} : tensor<1xf64>
  return %y : tensor<1xf64>
}

func.func @n13(%a: tensor<13xf64> {dl.name = "a"}, %b: tensor<13xf64> {dl.name = "b"}) -> (tensor<13xf64> {dl.name = "y"}) {
  %y = dl.huber %a, %b {delta = 0.7 : f64} : tensor<13xf64>
  return %y : tensor<13xf64>
}

func.func @n37(%a: tensor<37xf64> {dl.name = "a"}, %b: tensor<37xf64> {dl.name = "b"}) -> (tensor<37xf64> {dl.name = "y"}) {
  %y = dl.huber %a, %b {delta = 0.7 : f64} : tensor<37xf64>
  return %y : tensor<37xf64>
}

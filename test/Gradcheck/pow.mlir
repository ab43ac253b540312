// RUN: dlc-gradcheck %s

func.func @n1(%a: tensor<1xf64> {dl.name = "a", check.low = 0.5 : f64, check.high = 2.0 : f64},
    %b: tensor<1xf64> {dl.name = "b"}) -> (tensor<1xf64> {dl.name = "y"}) {
  %y = dl.pow %a, %b : tensor<1xf64>
  return %y : tensor<1xf64>
}

func.func @n13(%a: tensor<13xf64> {dl.name = "a", check.low = 0.5 : f64, check.high = 2.0 : f64},
    %b: tensor<13xf64> {dl.name = "b"}) -> (tensor<13xf64> {dl.name = "y"}) {
  %y = dl.pow %a, %b : tensor<13xf64>
  return %y : tensor<13xf64>
}

func.func @n37(%a: tensor<37xf64> {dl.name = "a", check.low = 0.5 : f64, check.high = 2.0 : f64},
    %b: tensor<37xf64> {dl.name = "b"}) -> (tensor<37xf64> {dl.name = "y"}) {
  %y = dl.pow %a, %b : tensor<37xf64>
  return %y : tensor<37xf64>
}

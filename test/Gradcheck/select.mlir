// RUN: dlc-gradcheck %s

func.func @n1(%c: tensor<1xi1> {dl.name = "c"},
    %a: tensor<1xf64> {dl.name = "a"},
    %b: tensor<1xf64> {dl.name = "b"}) -> (tensor<1xf64> {dl.name = "y"}) {
  %y = dl.select %c, %a, %b : tensor<1xi1>, tensor<1xf64>
  return %y : tensor<1xf64>
}

func.func @n13(%c: tensor<13xi1> {dl.name = "c"},
    %a: tensor<13xf64> {dl.name = "a"},
    %b: tensor<13xf64> {dl.name = "b"}) -> (tensor<13xf64> {dl.name = "y"}) {
  %y = dl.select %c, %a, %b : tensor<13xi1>, tensor<13xf64>
  return %y : tensor<13xf64>
}

func.func @n37(%c: tensor<37xi1> {dl.name = "c"},
    %a: tensor<37xf64> {dl.name = "a"},
    %b: tensor<37xf64> {dl.name = "b"}) -> (tensor<37xf64> {dl.name = "y"}) {
  %y = dl.select %c, %a, %b : tensor<37xi1>, tensor<37xf64>
  return %y : tensor<37xf64>
}

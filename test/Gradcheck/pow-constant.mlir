// RUN: dlc-gradcheck %s

func.func @constant0(%x: tensor<13xf64> {dl.name = "x", check.low = 0.5 : f64, check.high = 2.0 : f64}) -> (tensor<13xf64> {dl.name = "y"}) {
  %e = dl.constant dense<0.0> : tensor<13xf64>
  %y = dl.pow %x, %e : tensor<13xf64>
  return %y : tensor<13xf64>
}

func.func @constant1(%x: tensor<13xf64> {dl.name = "x", check.low = 0.5 : f64, check.high = 2.0 : f64}) -> (tensor<13xf64> {dl.name = "y"}) {
  %e = dl.constant dense<1.0> : tensor<13xf64>
  %y = dl.pow %x, %e : tensor<13xf64>
  return %y : tensor<13xf64>
}

func.func @constant2(%x: tensor<13xf64> {dl.name = "x", check.low = 0.5 : f64, check.high = 2.0 : f64}) -> (tensor<13xf64> {dl.name = "y"}) {
  %e = dl.constant dense<2.0> : tensor<13xf64>
  %y = dl.pow %x, %e : tensor<13xf64>
  return %y : tensor<13xf64>
}

func.func @constant3(%x: tensor<13xf64> {dl.name = "x", check.low = 0.5 : f64, check.high = 2.0 : f64}) -> (tensor<13xf64> {dl.name = "y"}) {
  %e = dl.constant dense<3.0> : tensor<13xf64>
  %y = dl.pow %x, %e : tensor<13xf64>
  return %y : tensor<13xf64>
}

func.func @constant4(%x: tensor<13xf64> {dl.name = "x", check.low = 0.5 : f64, check.high = 2.0 : f64}) -> (tensor<13xf64> {dl.name = "y"}) {
  %e = dl.constant dense<-1.5> : tensor<13xf64>
  %y = dl.pow %x, %e : tensor<13xf64>
  return %y : tensor<13xf64>
}

func.func @negative_base(%x: tensor<13xf64> {dl.name = "x"}) -> (tensor<13xf64> {dl.name = "y"}) {
  %e = dl.constant dense<3.0> : tensor<13xf64>
  %y = dl.pow %x, %e : tensor<13xf64>
  return %y : tensor<13xf64>
}

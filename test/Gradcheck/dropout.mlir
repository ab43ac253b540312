// RUN: dlc-gradcheck %s

func.func @f(%x: tensor<101xf64> {dl.name = "x"},
    %seed: tensor<i64> {dl.name = "seed", dl.limit = 1000 : i64},
    %step: tensor<i64> {dl.name = "step"}) -> (tensor<101xf64> {dl.name = "y"}) {
  %y = dl.dropout %x, %seed, %step {rate = 0.3 : f64, stream = 5 : i64} : tensor<101xf64>
  return %y : tensor<101xf64>
}

// RUN: dlc-gradcheck %s
// A whole model; the second order is the Hessian of its loss.

func.func @f(%x: tensor<5x3xf64> {dl.name = "x"},
    %w1: tensor<3x7xf64> {dl.name = "w1"},
    %b1: tensor<7xf64> {dl.name = "b1"},
    %w2: tensor<7x4xf64> {dl.name = "w2"},
    %label: tensor<5xi32> {dl.name = "label", dl.limit = 4 : i64}) -> (tensor<f64> {dl.name = "y"}) {
  %0 = dl.matmul %x, %w1 : tensor<5x3xf64>, tensor<3x7xf64> -> tensor<5x7xf64>
  %1 = dl.broadcast %b1 dims [1] : tensor<7xf64> -> tensor<5x7xf64>
  %2 = dl.add %0, %1 : tensor<5x7xf64>
  %3 = dl.tanh %2 : tensor<5x7xf64>
  %4 = dl.matmul %3, %w2 : tensor<5x7xf64>, tensor<7x4xf64> -> tensor<5x4xf64>
  %5 = dl.softmax_cross_entropy %4, %label : tensor<5x4xf64>, tensor<5xi32> -> tensor<5xf64>
  %y = dl.reduce_mean %5 axes [0] : tensor<5xf64> -> tensor<f64>
  return %y : tensor<f64>
}

// RUN: dlc-gradcheck %s --tolerance=0.05

// What passes through f32 is a staircase to differences this small: two digits are left.
func.func @f(%x: tensor<13xf64> {dl.name = "x"}) -> (tensor<13xf64> {dl.name = "y"}) {
  %0 = dl.cast %x : tensor<13xf64> -> tensor<13xf32>
  %1 = dl.sin %0 : tensor<13xf32>
  %y = dl.cast %1 : tensor<13xf32> -> tensor<13xf64>
  return %y : tensor<13xf64>
}

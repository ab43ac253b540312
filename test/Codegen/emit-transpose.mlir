// RUN: dlc-run %s --compare=1e-30 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 \
// RUN:   | FileCheck %s
// Squares turned in registers, and the edges that fill no square, move every number unchanged.

// CHECK: result0: largest difference 0.0e+00
// CHECK: result1: largest difference 0.0e+00
// CHECK: result2: largest difference 0.0e+00
func.func @f(%a: tensor<37x50xf32>, %b: tensor<3x32x17xf32>, %c: tensor<5x7xf32>)
    -> (tensor<50x37xf32>, tensor<3x17x32xf32>, tensor<7x5xf32>) {
  %x = dl.transpose %a [1, 0] : tensor<37x50xf32> -> tensor<50x37xf32>
  %y = dl.transpose %b [0, 2, 1] : tensor<3x32x17xf32> -> tensor<3x17x32xf32>
  %z = dl.transpose %c [1, 0] : tensor<5x7xf32> -> tensor<7x5xf32>
  return %x, %y, %z : tensor<50x37xf32>, tensor<3x17x32xf32>, tensor<7x5xf32>
}

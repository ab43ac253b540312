// RUN: dlc-run %s --compare=1e-4 --team=3 --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 --in arg3=random:4 | FileCheck %s
// RUN: dlc-run %s --compare=1e-4 --team=3 --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 --in arg3=random:4 | FileCheck %s
// A dense layer on three dimensions, bias and activation in the kernel of its product, by both pipelines; no
// size fills tiles or vectors.

// CHECK: result0: largest difference
// CHECK: result1: largest difference
func.func @f(%x: tensor<7x19x40xf32>, %w: tensor<40x53xf32>, %b: tensor<53xf32>, %g: tensor<7x19x53xf32>) -> (tensor<7x19x53xf32>, tensor<7x19x53xf32>) {
  %flat = dl.reshape %x : tensor<7x19x40xf32> -> tensor<133x40xf32>
  %y = dl.matmul %flat, %w : tensor<133x40xf32>, tensor<40x53xf32> -> tensor<133x53xf32>
  %shaped = dl.reshape %y : tensor<133x53xf32> -> tensor<7x19x53xf32>
  %bias = dl.broadcast %b dims [2] : tensor<53xf32> -> tensor<7x19x53xf32>
  %h = dl.add %shaped, %bias : tensor<7x19x53xf32>
  %a = dl.gelu %h : tensor<7x19x53xf32>
  %gated = dl.mul %a, %g : tensor<7x19x53xf32>
  %sum = dl.reduce_sum %gated axes [2] : tensor<7x19x53xf32> -> tensor<7x19xf32>
  %sums = dl.broadcast %sum dims [0, 1] : tensor<7x19xf32> -> tensor<7x19x53xf32>
  %centred = dl.sub %gated, %sums : tensor<7x19x53xf32>
  return %a, %centred : tensor<7x19x53xf32>, tensor<7x19x53xf32>
}

// RUN: dlc-run %s --compare=1e-5 --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: not dlc-run %s --compare=1e-12 --in arg0=random:1 --in arg1=random:2 | FileCheck %s

// The pipelines sum in different orders.
// CHECK: result0: largest difference
func.func @f(%x: tensor<33x100xf32>, %w: tensor<100x17xf32>) -> tensor<33x17xf32> {
  %y = dl.matmul %x, %w : tensor<33x100xf32>, tensor<100x17xf32> -> tensor<33x17xf32>
  %z = dl.tanh %y : tensor<33x17xf32>
  return %z : tensor<33x17xf32>
}

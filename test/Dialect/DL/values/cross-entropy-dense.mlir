// DEFINE: %{run} = dlc-run %s --digits=5 \
// DEFINE:   --in arg0=1,2,3,100,0,-100 \
// DEFINE:   --in arg1=0.2,0.3,0.5,0.5,0.25,0.25
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Against probabilities instead of one label.

// CHECK: loss: 1.1076 75
func.func @f(%x: tensor<2x3xf32>, %p: tensor<2x3xf32>)
    -> (tensor<2xf32> {dl.name = "loss"}) {
  %loss = dl.softmax_cross_entropy_dense %x, %p : tensor<2x3xf32> -> tensor<2xf32>
  return %loss : tensor<2xf32>
}

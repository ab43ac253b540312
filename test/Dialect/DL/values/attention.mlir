// DEFINE: %{in} = --in q=1,0,0,1,1,1,2,-1,0.5,0.5,-1,2 --in k=1,2,0,1,-1,0.5 --in v=1,-1,2,0,3,5 --in m=1,0,1 --in n=0,1,1
// DEFINE: %{run} = dlc-run %s --digits=3 %{in}
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// torch.nn.functional.scaled_dot_product_attention of PyTorch 2.13; two heads share one key.

// CHECK: all: 1.68 0.425 1.75 0.655 1.46 -0.0851 1.62 0.228 1.71 0.536 1.82 0.918
// CHECK: causal: 1 -1 1.38 -0.622 1.46 -0.0851 1 -1 1.38 -0.622 1.82 0.918
// CHECK: masked: 1.54 0.614 1.64 0.925 1.3 -0.112 1.45 0.336 1.59 0.765 1.76 1.27
// With fewer queries than keys, the last query sees all keys.
// CHECK: shorter: 1.38 -0.622 1.75 0.655 1.38 -0.622 1.71 0.536
// The first query sees nothing.
// CHECK: nothing: 0 0 2 0 2.32 1.6 0 0 2 0 2.5 2.5
func.func @f(%q: tensor<1x2x3x2xf32> {dl.name = "q"}, %k: tensor<1x1x3x2xf32> {dl.name = "k"}, %v: tensor<1x1x3x2xf32> {dl.name = "v"},
             %m: tensor<1x3xi1> {dl.name = "m"}, %n: tensor<1x3xi1> {dl.name = "n"})
    -> (tensor<1x2x3x2xf32> {dl.name = "all"}, tensor<1x2x3x2xf32> {dl.name = "causal"}, tensor<1x2x3x2xf32> {dl.name = "masked"},
        tensor<1x2x2x2xf32> {dl.name = "shorter"}, tensor<1x2x3x2xf32> {dl.name = "nothing"}) {
  %all = dl.attention %q, %k, %v scale 0.5 : tensor<1x2x3x2xf32>, tensor<1x1x3x2xf32>
  %causal = dl.attention %q, %k, %v causal scale 0.5 : tensor<1x2x3x2xf32>, tensor<1x1x3x2xf32>
  %masked = dl.attention %q, %k, %v mask %m scale 0.5 : tensor<1x2x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x3xi1>
  %few = dl.slice %q from [0, 0, 0, 0] to [1, 2, 2, 2] by [1, 1, 1, 1] : tensor<1x2x3x2xf32> -> tensor<1x2x2x2xf32>
  %shorter = dl.attention %few, %k, %v causal scale 0.5 : tensor<1x2x2x2xf32>, tensor<1x1x3x2xf32>
  %nothing = dl.attention %q, %k, %v mask %n causal scale 0.5 : tensor<1x2x3x2xf32>, tensor<1x1x3x2xf32>, tensor<1x3xi1>
  return %all, %causal, %masked, %shorter, %nothing
    : tensor<1x2x3x2xf32>, tensor<1x2x3x2xf32>, tensor<1x2x3x2xf32>, tensor<1x2x2x2xf32>, tensor<1x2x3x2xf32>
}

// DEFINE: %{run} = dlc-run %s --digits=6 --in arg0=1,2.01,3.3,0.1 --in arg1=1,1,1,1.001
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Values of PyTorch. Each op rounds to eight bits; sums are in f32, or 300 ones would be 256.

// CHECK: rounded: 1 2.01562 3.29688 0.100098
// CHECK: square: 4 9.125 18.625 1.21094
// CHECK: sum: 300
// CHECK: mean: 1
// CHECK: product: 300 300
func.func @f(%x: tensor<4xf32>, %y: tensor<4xf32>)
    -> (tensor<4xf32> {dl.name = "rounded"}, tensor<4xf32> {dl.name = "square"},
        tensor<f32> {dl.name = "sum"}, tensor<f32> {dl.name = "mean"}, tensor<1x2xf32> {dl.name = "product"}) {
  %a = dl.cast %x : tensor<4xf32> -> tensor<4xbf16>
  %b = dl.cast %y : tensor<4xf32> -> tensor<4xbf16>
  %rounded = dl.cast %a : tensor<4xbf16> -> tensor<4xf32>
  %added = dl.add %a, %b : tensor<4xbf16>
  %squared = dl.mul %added, %added : tensor<4xbf16>
  %square = dl.cast %squared : tensor<4xbf16> -> tensor<4xf32>

  %one = dl.slice %a from [0] to [1] by [1] : tensor<4xbf16> -> tensor<1xbf16>
  %scalar = dl.reshape %one : tensor<1xbf16> -> tensor<bf16>
  %ones = dl.broadcast %scalar dims [] : tensor<bf16> -> tensor<300xbf16>
  %total = dl.reduce_sum %ones axes [0] : tensor<300xbf16> -> tensor<bf16>
  %sum = dl.cast %total : tensor<bf16> -> tensor<f32>
  %average = dl.reduce_mean %ones axes [0] : tensor<300xbf16> -> tensor<bf16>
  %mean = dl.cast %average : tensor<bf16> -> tensor<f32>
  %row = dl.reshape %ones : tensor<300xbf16> -> tensor<1x300xbf16>
  %columns = dl.broadcast %scalar dims [] : tensor<bf16> -> tensor<300x2xbf16>
  %dot = dl.matmul %row, %columns : tensor<1x300xbf16>, tensor<300x2xbf16> -> tensor<1x2xbf16>
  %product = dl.cast %dot : tensor<1x2xbf16> -> tensor<1x2xf32>
  return %rounded, %square, %sum, %mean, %product : tensor<4xf32>, tensor<4xf32>, tensor<f32>, tensor<f32>, tensor<1x2xf32>
}

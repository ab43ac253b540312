// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=1,nan,3,nan,-inf,-inf,5,nan
// RUN: %{run} | FileCheck %s
// The first NaN wins, and whatever the pixels are, padding never does.

// CHECK: values: 1 nan nan -inf 5 nan
// CHECK: index: 2 1 1 2 2 1
func.func @f(%x: tensor<1x2x1x4xf32>)
    -> (tensor<1x2x1x3xf32> {dl.name = "values"},
        tensor<1x2x1x3xui8> {dl.name = "index"}) {
  %values, %index = dl.max_pool2d %x window [1, 3] strides [1, 2] low [0, 2] high [0, 1]
    : tensor<1x2x1x4xf32> -> tensor<1x2x1x3xf32>, tensor<1x2x1x3xui8>
  return %values, %index : tensor<1x2x1x3xf32>, tensor<1x2x1x3xui8>
}

// DEFINE: %{run} = dlc-run %s --digits=5 \
// DEFINE:   --in arg0=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Three dimensions, and tensors of rank 0.

// CHECK: flat: 0 5 10 15 20
// CHECK: tail: 3 11 15 23
// CHECK: scalar: 5
// CHECK: back: 5
// CHECK: spread: 5 5 5
func.func @f(%x: tensor<2x3x4xf32>)
    -> (tensor<5xf32> {dl.name = "flat"},
        tensor<1x2x2xf32> {dl.name = "tail"},
        tensor<f32> {dl.name = "scalar"},
        tensor<1x1xf32> {dl.name = "back"},
        tensor<3xf32> {dl.name = "spread"}) {
  %r = dl.reshape %x : tensor<2x3x4xf32> -> tensor<24xf32>
  %flat = dl.slice %r from [0] to [24] by [5] : tensor<24xf32> -> tensor<5xf32>
  %t = dl.transpose %x [2, 0, 1] : tensor<2x3x4xf32> -> tensor<4x2x3xf32>
  %tail = dl.slice %t from [3, 0, 0] to [4, 2, 3] by [1, 1, 2] : tensor<4x2x3xf32> -> tensor<1x2x2xf32>
  %one = dl.slice %flat from [1] to [2] by [1] : tensor<5xf32> -> tensor<1xf32>
  %scalar = dl.reshape %one : tensor<1xf32> -> tensor<f32>
  %back = dl.reshape %scalar : tensor<f32> -> tensor<1x1xf32>
  %spread = dl.broadcast %scalar dims [] : tensor<f32> -> tensor<3xf32>
  return %flat, %tail, %scalar, %back, %spread : tensor<5xf32>, tensor<1x2x2xf32>, tensor<f32>, tensor<1x1xf32>, tensor<3xf32>
}

// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=3,-1,2,0.5,4,-6
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Reductions along rows and columns.

// CHECK: sum: 3.5 3 -4
// CHECK: all: 2.5
// CHECK: mean: 1.3333 -0.5
// CHECK: max: 3 4
// CHECK: min: 0.5 -1 -6
// CHECK: prod: -6 -12
// CHECK: argmax: 0 1
// CHECK: argmax0: 0 1 0
func.func @f(%x: tensor<2x3xf32>)
    -> (tensor<3xf32> {dl.name = "sum"},
        tensor<f32> {dl.name = "all"},
        tensor<2xf32> {dl.name = "mean"},
        tensor<2xf32> {dl.name = "max"},
        tensor<3xf32> {dl.name = "min"},
        tensor<2xf32> {dl.name = "prod"},
        tensor<2xi32> {dl.name = "argmax"},
        tensor<3xi32> {dl.name = "argmax0"}) {
  %sum = dl.reduce_sum %x axes [0] : tensor<2x3xf32> -> tensor<3xf32>
  %all = dl.reduce_sum %x axes [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %mean = dl.reduce_mean %x axes [1] : tensor<2x3xf32> -> tensor<2xf32>
  %max = dl.reduce_max %x axes [1] : tensor<2x3xf32> -> tensor<2xf32>
  %min = dl.reduce_min %x axes [0] : tensor<2x3xf32> -> tensor<3xf32>
  %prod = dl.reduce_prod %x axes [1] : tensor<2x3xf32> -> tensor<2xf32>
  %argmax = dl.argmax %x {axis = 1 : i64} : tensor<2x3xf32> -> tensor<2xi32>
  %argmax0 = dl.argmax %x {axis = 0 : i64} : tensor<2x3xf32> -> tensor<3xi32>
  return %sum, %all, %mean, %max, %min, %prod, %argmax, %argmax0 : tensor<3xf32>, tensor<f32>, tensor<2xf32>, tensor<2xf32>, tensor<3xf32>, tensor<2xf32>, tensor<2xi32>, tensor<3xi32>
}

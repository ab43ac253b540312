// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=1,2,3,4,5,6
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Ops that move elements.

// CHECK: transpose: 1 4 2 5 3 6
// CHECK: reshape: 1 2 3 4 5 6
// CHECK: broadcast: 1 2 3 1 2 3 4 5 6 4 5 6
// CHECK: slice: 1 3 4 6
// CHECK: pad: 9 9 1 2 3 9 9 4 5 6 9 9 9 9 9
// CHECK: concat: 1 2 3 1 2 3 4 5 6 4 5 6
// CHECK: stack: 1 2 3 4 5 6 1 2 3 4 5 6
func.func @f(%x: tensor<2x3xf32>)
    -> (tensor<3x2xf32> {dl.name = "transpose"},
        tensor<3x1x2xf32> {dl.name = "reshape"},
        tensor<2x2x3xf32> {dl.name = "broadcast"},
        tensor<2x2xf32> {dl.name = "slice"},
        tensor<3x5xf32> {dl.name = "pad"},
        tensor<2x6xf32> {dl.name = "concat"},
        tensor<4x3xf32> {dl.name = "stack"}) {
  %transpose = dl.transpose %x [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  %reshape = dl.reshape %x : tensor<2x3xf32> -> tensor<3x1x2xf32>
  %broadcast = dl.broadcast %x dims [0, 2] : tensor<2x3xf32> -> tensor<2x2x3xf32>
  %slice = dl.slice %x from [0, 0] to [2, 3] by [1, 2] : tensor<2x3xf32> -> tensor<2x2xf32>
  %pad = dl.pad %x low [0, 2] high [1, 0] with 9.0 : tensor<2x3xf32> -> tensor<3x5xf32>
  %concat = dl.concat %x, %x {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x6xf32>
  %stack = dl.concat %x, %x {axis = 0 : i64} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<4x3xf32>
  return %transpose, %reshape, %broadcast, %slice, %pad, %concat, %stack : tensor<3x2xf32>, tensor<3x1x2xf32>, tensor<2x2x3xf32>, tensor<2x2xf32>, tensor<3x5xf32>, tensor<2x6xf32>, tensor<4x3xf32>
}

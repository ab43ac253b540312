// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=200,100,7,0 --in arg1=-3,-8
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Bytes are unsigned: 200 is above 100, and sums wrap.

// CHECK: max: 200
// CHECK: min: 0
// CHECK: sum: 51
// CHECK: argmax: 0
// CHECK: signed: -3
// CHECK: least: -8
func.func @f(%a: tensor<4xui8>, %b: tensor<2xi32>)
    -> (tensor<ui8> {dl.name = "max"},
        tensor<ui8> {dl.name = "min"},
        tensor<ui8> {dl.name = "sum"},
        tensor<i32> {dl.name = "argmax"},
        tensor<i32> {dl.name = "signed"},
        tensor<i32> {dl.name = "least"}) {
  %max = dl.reduce_max %a axes [0] : tensor<4xui8> -> tensor<ui8>
  %min = dl.reduce_min %a axes [0] : tensor<4xui8> -> tensor<ui8>
  %sum = dl.reduce_sum %a axes [0] : tensor<4xui8> -> tensor<ui8>
  %argmax = dl.argmax %a {axis = 0 : i64} : tensor<4xui8> -> tensor<i32>
  %signed = dl.reduce_max %b axes [0] : tensor<2xi32> -> tensor<i32>
  %least = dl.reduce_min %b axes [0] : tensor<2xi32> -> tensor<i32>
  return %max, %min, %sum, %argmax, %signed, %least : tensor<ui8>, tensor<ui8>, tensor<ui8>, tensor<i32>, tensor<i32>, tensor<i32>
}

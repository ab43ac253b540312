// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=3
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Constants, indices and the mask of valid rows.

// CHECK: bytes: 200 7
// CHECK: bools: 1 0
// CHECK: columns: 0 1 2 0 1 2
// CHECK: rows: 0 0 0 1 1 1
// CHECK: mask: 1 1 1 0
// CHECK: mask_bool: 1 1 1 0
func.func @f(%n: tensor<i64>)
    -> (tensor<2xui8> {dl.name = "bytes"},
        tensor<2xi1> {dl.name = "bools"},
        tensor<2x3xf32> {dl.name = "columns"},
        tensor<2x3xi32> {dl.name = "rows"},
        tensor<4xf32> {dl.name = "mask"},
        tensor<4xi1> {dl.name = "mask_bool"}) {
  %bytes = dl.constant dense<[200, 7]> : tensor<2xui8>
  %bools = dl.constant dense<[true, false]> : tensor<2xi1>
  %columns = dl.iota {dimension = 1 : i64} : tensor<2x3xf32>
  %rows = dl.iota {dimension = 0 : i64} : tensor<2x3xi32>
  %mask = dl.row_mask %n : tensor<4xf32>
  %mask_bool = dl.row_mask %n : tensor<4xi1>
  return %bytes, %bools, %columns, %rows, %mask, %mask_bool : tensor<2xui8>, tensor<2xi1>, tensor<2x3xf32>, tensor<2x3xi32>, tensor<4xf32>, tensor<4xi1>
}

// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=1,2,3,1000,1001,999
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Large operands overflow nowhere.

// CHECK: softmax: 0.090031 0.24473 0.66524 0.24473 0.66524 0.090031
// CHECK: columns: 0 0 0 1 1 1
// CHECK: log: -2.4076 -1.4076 -0.40761 -1.4076 -0.40761 -2.4076
// CHECK: log_columns: -999 -999 -996 0 0 0
func.func @f(%x: tensor<2x3xf32>)
    -> (tensor<2x3xf32> {dl.name = "softmax"},
        tensor<2x3xf32> {dl.name = "columns"},
        tensor<2x3xf32> {dl.name = "log"},
        tensor<2x3xf32> {dl.name = "log_columns"}) {
  %softmax = dl.softmax %x {axis = 1 : i64} : tensor<2x3xf32>
  %columns = dl.softmax %x {axis = 0 : i64} : tensor<2x3xf32>
  %log = dl.log_softmax %x {axis = 1 : i64} : tensor<2x3xf32>
  %log_columns = dl.log_softmax %x {axis = 0 : i64} : tensor<2x3xf32>
  return %softmax, %columns, %log, %log_columns : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

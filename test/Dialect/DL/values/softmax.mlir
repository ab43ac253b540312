// RUN: dlc-run %s --digits=6 --in arg0=1,2,3,1000,1001,999 | FileCheck %s
// Large operands overflow nowhere.

// CHECK: softmax: 0.0900306 0.244728 0.665241 0.244728 0.665241 0.0900306
// CHECK: columns: 0 0 0 1 1 1
// CHECK: log: -2.40761 -1.40761 -0.407606 -1.40761 -0.407606 -2.40761
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

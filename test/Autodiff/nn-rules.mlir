// RUN: dlc-opt %s --split-input-file --dl-gradient="function=f of=y" | FileCheck %s

// CHECK-LABEL: @gradient
// CHECK-SAME: %[[G:[^:]*]]: tensor<3x4xf32> {dl.name = "cotangent"
// CHECK: %[[Y:.*]] = dl.softmax
// CHECK: %[[GY:.*]] = dl.mul %[[G]], %[[Y]]
// CHECK: %[[SUM:.*]] = dl.reduce_sum %[[GY]] axes [1]
// CHECK: %[[ROWS:.*]] = dl.broadcast %[[SUM]] dims [0]
// CHECK: %[[REST:.*]] = dl.sub %[[G]], %[[ROWS]]
// CHECK: dl.mul %[[Y]], %[[REST]]
func.func @f(%x: tensor<3x4xf32> {dl.name = "x"}) -> (tensor<3x4xf32> {dl.name = "y"}) {
  %y = dl.softmax %x {axis = 1 : i64} : tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK-SAME: %[[G:[^:]*]]: tensor<3x4xf32> {dl.name = "cotangent"
// CHECK: %[[Y:.*]] = dl.log_softmax
// CHECK: %[[SUM:.*]] = dl.reduce_sum %[[G]] axes [0]
// CHECK: dl.broadcast %[[SUM]] dims [1]
// CHECK: dl.exp %[[Y]]
func.func @f(%x: tensor<3x4xf32> {dl.name = "x"}) -> (tensor<3x4xf32> {dl.name = "y"}) {
  %y = dl.log_softmax %x {axis = 0 : i64} : tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// -----

// The mask is drawn again rather than kept: same seed, counter, rate and stream.
// CHECK-LABEL: @gradient
// CHECK-SAME: %[[S:[^:]*]]: tensor<i64> {dl.name = "seed"}
// CHECK-SAME: %[[C:[^:]*]]: tensor<i64> {dl.name = "step"}
// CHECK-SAME: %[[G:[^:]*]]: tensor<3x4xf32> {dl.name = "cotangent"
// CHECK: dl.dropout %[[G]], %[[S]], %[[C]] {rate = 2.500000e-01 : f64, stream = 7 : i64}
func.func @f(%x: tensor<3x4xf32> {dl.name = "x"}, %seed: tensor<i64> {dl.name = "seed"}, %step: tensor<i64> {dl.name = "step"}) -> (tensor<3x4xf32> {dl.name = "y"}) {
  %y = dl.dropout %x, %seed, %step {rate = 0.25 : f64, stream = 7 : i64} : tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

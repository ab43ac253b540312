// RUN: dlc-opt %s --split-input-file --dl-gradient="function=f of=y" | FileCheck %s

// Mean and variance have no cotangent here, and no term of theirs is built.
// CHECK-LABEL: @gradient
// CHECK-SAME: %[[X:[^:]*]]: tensor<3x4xf32> {dl.name = "x"}, %[[G:[^:]*]]: tensor<3x4xf32> {dl.name = "cotangent"
// CHECK: %[[Y:.*]], %{{.*}}, %[[V:.*]] = dl.normalize %[[X]] axes [1]
// CHECK: %[[SHIFTED:.*]] = dl.add %[[V]]
// CHECK: %[[R:.*]] = dl.rsqrt %[[SHIFTED]] : tensor<3xf32>
// CHECK: %[[GY:.*]] = dl.mul %[[G]], %[[Y]]
// CHECK: dl.reduce_mean %[[GY]] axes [1]
// CHECK: dl.reduce_mean %[[G]] axes [1]
// CHECK: %[[WIDE:.*]] = dl.broadcast %[[R]] dims [0]
// CHECK: %[[DX:.*]] = dl.mul %{{.*}}, %[[WIDE]]
// CHECK-NEXT: return %[[DX]]
func.func @f(%x: tensor<3x4xf32> {dl.name = "x"}) -> (tensor<3x4xf32> {dl.name = "y"}) {
  %y, %m, %v = dl.normalize %x axes [1] epsilon 1.0e-5 : tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// -----

// The cotangents of padding rows are dropped, by choice and not by product.
// CHECK-LABEL: @gradient
// CHECK-SAME: %[[N:[^:]*]]: tensor<i64> {dl.name = "n"}, %[[G:[^:]*]]: tensor<3x4xf32> {dl.name = "cotangent"
// CHECK: dl.row_mask %[[N]] : tensor<3xi1>
// CHECK: dl.select %{{.*}}, %[[G]]
// CHECK: %[[SUM:.*]] = dl.reduce_sum %{{.*}} axes [0]
// CHECK: dl.div %[[SUM]]
// CHECK: %[[DX:.*]] = dl.select
// CHECK-NEXT: return %[[DX]]
func.func @f(%x: tensor<3x4xf32> {dl.name = "x"}, %n: tensor<i64> {dl.name = "n"}) -> (tensor<3x4xf32> {dl.name = "y"}) {
  %y, %m, %v = dl.normalize %x, %n axes [0] epsilon 1.0e-5 : tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// RUN: dlc-opt %s --split-input-file --dl-gradient="function=f of=y" | FileCheck %s

// No operand is transposed in memory: the flags tell how to read it.

// CHECK-LABEL: @gradient
// CHECK-SAME: (%[[A:[^:]*]]: tensor<2x4xf32> {{.*}}, %[[B:[^:]*]]: tensor<4x3xf32> {{.*}}, %[[G:[^:]*]]: tensor<2x3xf32> {{.*}})
// CHECK: %[[DA:.*]] = dl.matmul %[[G]], %[[B]] transpose_rhs :
// CHECK: %[[DB:.*]] = dl.matmul %[[A]], %[[G]] transpose_lhs :
// CHECK: return %[[DA]], %[[DB]]
func.func @f(%a: tensor<2x4xf32> {dl.name = "a"}, %b: tensor<4x3xf32> {dl.name = "b"}) -> (tensor<2x3xf32> {dl.name = "y"}) {
  %y = dl.matmul %a, %b : tensor<2x4xf32>, tensor<4x3xf32> -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK-SAME: (%[[A:[^:]*]]: tensor<4x2xf32> {{.*}}, %[[B:[^:]*]]: tensor<4x3xf32> {{.*}}, %[[G:[^:]*]]: tensor<2x3xf32> {{.*}})
// CHECK: dl.matmul %[[B]], %[[G]] transpose_rhs :
// CHECK: dl.matmul %[[A]], %[[G]] : tensor
func.func @f(%a: tensor<4x2xf32> {dl.name = "a"}, %b: tensor<4x3xf32> {dl.name = "b"}) -> (tensor<2x3xf32> {dl.name = "y"}) {
  %y = dl.matmul %a, %b transpose_lhs : tensor<4x2xf32>, tensor<4x3xf32> -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK-SAME: (%[[A:[^:]*]]: tensor<2x4xf32> {{.*}}, %[[B:[^:]*]]: tensor<3x4xf32> {{.*}}, %[[G:[^:]*]]: tensor<2x3xf32> {{.*}})
// CHECK: dl.matmul %[[G]], %[[B]] : tensor
// CHECK: dl.matmul %[[G]], %[[A]] transpose_lhs :
func.func @f(%a: tensor<2x4xf32> {dl.name = "a"}, %b: tensor<3x4xf32> {dl.name = "b"}) -> (tensor<2x3xf32> {dl.name = "y"}) {
  %y = dl.matmul %a, %b transpose_rhs : tensor<2x4xf32>, tensor<3x4xf32> -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK-SAME: (%[[A:[^:]*]]: tensor<4x2xf32> {{.*}}, %[[B:[^:]*]]: tensor<3x4xf32> {{.*}}, %[[G:[^:]*]]: tensor<2x3xf32> {{.*}})
// CHECK: dl.matmul %[[B]], %[[G]] transpose_lhs transpose_rhs :
// CHECK: dl.matmul %[[G]], %[[A]] transpose_lhs transpose_rhs :
func.func @f(%a: tensor<4x2xf32> {dl.name = "a"}, %b: tensor<3x4xf32> {dl.name = "b"}) -> (tensor<2x3xf32> {dl.name = "y"}) {
  %y = dl.matmul %a, %b transpose_lhs transpose_rhs : tensor<4x2xf32>, tensor<3x4xf32> -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

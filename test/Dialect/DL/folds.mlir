// RUN: dlc-opt %s -canonicalize | FileCheck %s

// CHECK-LABEL: @neutral(
// CHECK-SAME: %[[X:.*]]: tensor<2xf32>
func.func @neutral(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %zero = dl.constant dense<0.0> : tensor<2xf32>
  %one = dl.constant dense<1.0> : tensor<2xf32>
  %sub = dl.sub %x, %zero : tensor<2xf32>
  %mul = dl.mul %one, %x : tensor<2xf32>
  %div = dl.div %x, %one : tensor<2xf32>
  %pow = dl.pow %x, %one : tensor<2xf32>
  // CHECK: return %[[X]], %[[X]], %[[X]], %[[X]]
  return %sub, %mul, %div, %pow : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// x + 0 is not x where x is -0, and x * 0 is not 0 where x is NaN.
// CHECK-LABEL: @kept
func.func @kept(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %zero = dl.constant dense<0.0> : tensor<2xf32>
  // CHECK: dl.add
  %add = dl.add %x, %zero : tensor<2xf32>
  // CHECK: dl.mul
  %mul = dl.mul %x, %zero : tensor<2xf32>
  return %add, %mul : tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: @splats
func.func @splats() -> (tensor<3xf32>, tensor<2x2xf32>) {
  %two = dl.constant dense<2> : tensor<i32>
  %float = dl.cast %two : tensor<i32> -> tensor<f32>
  %half = dl.constant dense<0.5> : tensor<f32>
  %sum = dl.add %float, %half : tensor<f32>
  %spread = dl.broadcast %sum dims [] : tensor<f32> -> tensor<3xf32>
  %four = dl.constant dense<4.0> : tensor<4xf32>
  %reshaped = dl.reshape %four : tensor<4xf32> -> tensor<2x2xf32>
  // CHECK-DAG: %[[SPREAD:.*]] = dl.constant dense<2.500000e+00> : tensor<3xf32>
  // CHECK-DAG: %[[RESHAPED:.*]] = dl.constant dense<4.000000e+00> : tensor<2x2xf32>
  // CHECK: return %[[SPREAD]], %[[RESHAPED]]
  return %spread, %reshaped : tensor<3xf32>, tensor<2x2xf32>
}

// CHECK-LABEL: @moves(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @moves(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
  %t = dl.transpose %x [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  %back = dl.transpose %t [1, 0] : tensor<3x2xf32> -> tensor<2x3xf32>
  %flat = dl.reshape %x : tensor<2x3xf32> -> tensor<6xf32>
  %again = dl.reshape %flat : tensor<6xf32> -> tensor<2x3xf32>
  %all = dl.slice %x from [0, 0] to [2, 3] by [1, 1] : tensor<2x3xf32> -> tensor<2x3xf32>
  %one = dl.concat %x {axis = 0 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[X]]
  return %back, %again, %all, %one : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: @merged(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>
func.func @merged(%x: tensor<3xf32>) -> tensor<4x2x3xf32> {
  %a = dl.broadcast %x dims [1] : tensor<3xf32> -> tensor<2x3xf32>
  // CHECK: dl.broadcast %[[X]] dims [2] : tensor<3xf32> -> tensor<4x2x3xf32>
  %b = dl.broadcast %a dims [1, 2] : tensor<2x3xf32> -> tensor<4x2x3xf32>
  return %b : tensor<4x2x3xf32>
}

// CHECK-LABEL: @transposed_operand(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>, %[[Y:.*]]: tensor<4x3xf32>
func.func @transposed_operand(%x: tensor<2x3xf32>, %y: tensor<4x3xf32>) -> tensor<2x4xf32> {
  %t = dl.transpose %y [1, 0] : tensor<4x3xf32> -> tensor<3x4xf32>
  // CHECK-NEXT: dl.matmul %[[X]], %[[Y]] transpose_rhs
  %z = dl.matmul %x, %t : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
  return %z : tensor<2x4xf32>
}

// CHECK-LABEL: @no_axes(
// CHECK-SAME: %[[X:.*]]: tensor<2xf32>
func.func @no_axes(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %sum = dl.reduce_sum %x axes [] : tensor<2xf32> -> tensor<2xf32>
  %a = dl.neg %x : tensor<2xf32>
  %b = dl.neg %a : tensor<2xf32>
  // CHECK-NEXT: return %[[X]], %[[X]]
  return %sum, %b : tensor<2xf32>, tensor<2xf32>
}

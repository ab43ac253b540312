// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups))' | FileCheck %s
// Parameters are updated in place, so that the order of groups decides who sees which value.

// The update is in the epilogue of the weight's gradient, and comes after the other reader of the old
// weight although the text has it first.
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[W:.*]]: tensor<4x6xf32> {dl.name = "w"
// CHECK: %[[DX:.*]] = dl.group {{ *}}contraction
// CHECK: dl.matmul %{{.*}}, %[[W]] transpose_rhs
// CHECK: %[[NEW:.*]] = dl.group {{ *}}contraction
// CHECK: dl.matmul %{{.*}} transpose_lhs
// CHECK: dl.mul
// CHECK: dl.sub %[[W]]
// CHECK-NOT: dl.group
// CHECK: return %[[NEW]], %[[DX]]
func.func @train_step(%w: tensor<4x6xf32> {dl.role = "parameter", dl.name = "w"},
                      %x: tensor<8x4xf32> {dl.role = "input", dl.name = "x"},
                      %dy: tensor<8x6xf32> {dl.role = "input", dl.name = "dy"})
    -> (tensor<4x6xf32> {dl.role = "parameter", dl.name = "w"},
        tensor<8x4xf32> {dl.role = "output", dl.name = "dx"}) {
  %dw = dl.matmul %x, %dy transpose_lhs : tensor<8x4xf32>, tensor<8x6xf32> -> tensor<4x6xf32>
  %rate = dl.constant dense<0.1> : tensor<4x6xf32>
  %step = dl.mul %dw, %rate : tensor<4x6xf32>
  %new = dl.sub %w, %step : tensor<4x6xf32>
  %dx = dl.matmul %dy, %w transpose_rhs : tensor<8x6xf32>, tensor<4x6xf32> -> tensor<8x4xf32>
  return %new, %dx : tensor<4x6xf32>, tensor<8x4xf32>
}

// Clipping by the global norm needs the whole gradient first: the product ends with its square, and the
// update is a group of its own.
// CHECK-LABEL: func.func @clipped(
// CHECK: %[[DW:.*]] = dl.group {{ *}}contraction
// CHECK: dl.matmul
// CHECK-NOT: dl.sub
// CHECK: dl.group {{ *}}rows
// CHECK: dl.reduce_sum
// CHECK: dl.group {{ *}}rows
// CHECK: dl.mul %[[DW]]
// CHECK: dl.sub
func.func @clipped(%w: tensor<4x6xf32> {dl.role = "parameter", dl.name = "w"},
                   %x: tensor<8x4xf32> {dl.role = "input", dl.name = "x"},
                   %dy: tensor<8x6xf32> {dl.role = "input", dl.name = "dy"})
    -> (tensor<4x6xf32> {dl.role = "parameter", dl.name = "w"}) {
  %dw = dl.matmul %x, %dy transpose_lhs : tensor<8x4xf32>, tensor<8x6xf32> -> tensor<4x6xf32>
  %flat = dl.reshape %dw : tensor<4x6xf32> -> tensor<24xf32>
  %square = dl.mul %flat, %flat : tensor<24xf32>
  %sum = dl.reduce_sum %square axes [0] : tensor<24xf32> -> tensor<f32>
  %scale = dl.rsqrt %sum : tensor<f32>
  %wide = dl.broadcast %scale dims [] : tensor<f32> -> tensor<4x6xf32>
  %step = dl.mul %dw, %wide : tensor<4x6xf32>
  %new = dl.sub %w, %step : tensor<4x6xf32>
  return %new : tensor<4x6xf32>
}

// What reads the new weight cannot come before it: there the order of the text stays.
// CHECK-LABEL: func.func @new_value(
// CHECK: %[[NEW:.*]] = dl.group {{ *}}rows
// CHECK: dl.matmul %{{.*}}, %[[NEW]]
func.func @new_value(%w: tensor<4x6xf32> {dl.role = "parameter", dl.name = "w"},
                     %x: tensor<8x4xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<4x6xf32> {dl.role = "parameter", dl.name = "w"},
        tensor<8x6xf32> {dl.role = "output", dl.name = "y"}) {
  %new = dl.tanh %w : tensor<4x6xf32>
  %y = dl.matmul %x, %new : tensor<8x4xf32>, tensor<4x6xf32> -> tensor<8x6xf32>
  %both = dl.add %y, %y : tensor<8x6xf32>
  return %new, %both : tensor<4x6xf32>, tensor<8x6xf32>
}

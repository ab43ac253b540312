// RUN: dlc-opt %s --dl-gradient="wrt=image" | FileCheck %s
// RUN: dlc-opt %s --dl-gradient="wrt=w,image result=g" | FileCheck %s --check-prefix=BOTH
// RUN: dlc-opt %s --dl-gradient="wrt=image" --mlir-print-debuginfo | FileCheck %s --check-prefix=LOC

// A scalar needs no cotangent. What is not asked for costs nothing: no gradient of w is built.
// CHECK: func.func @forward
// CHECK-LABEL: func.func @gradient
// CHECK-SAME: -> (tensor<2x3xf32> {dl.name = "image", dl.role = "gradient"})
// CHECK: %[[H:.*]] = dl.matmul %[[X:.*]], %[[W:.*]] :
// CHECK: %[[SUM:.*]] = dl.reduce_sum
// CHECK-NEXT: %[[ONE:.*]] = dl.constant dense<1.0
// CHECK-NEXT: %[[G:.*]] = dl.broadcast %[[ONE]] dims []
// CHECK-NEXT: %[[G0:.*]] = dl.mul %[[G]], %[[H]]
// CHECK-NEXT: %[[G1:.*]] = dl.mul %[[G]], %[[H]]
// CHECK-NEXT: %[[DH:.*]] = dl.add %[[G0]], %[[G1]]
// CHECK-NEXT: %[[DX:.*]] = dl.matmul %[[DH]], %[[W]] transpose_rhs
// CHECK-NEXT: return %[[DX]]

// BOTH-LABEL: func.func @g
// BOTH-SAME: -> (tensor<3x4xf32> {dl.name = "w", dl.role = "gradient"}, tensor<2x3xf32> {dl.name = "image", dl.role = "gradient"})
// BOTH: return %[[DW:.*]], %[[DX:.*]] : tensor<3x4xf32>, tensor<2x3xf32>

// An op of the backward graph names the line of the op it comes from.
// LOC-LABEL: func.func @gradient
// LOC: dl.matmul {{.*}} loc(#[[PRODUCT:.*]])
// LOC: dl.matmul {{.*}} transpose_rhs {{.*}} loc(#[[PRODUCT]])
func.func @forward(%w: tensor<3x4xf32> {dl.role = "parameter", dl.name = "w"},
                   %x: tensor<2x3xf32> {dl.role = "input", dl.name = "image"})
    -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
  %h = dl.matmul %x, %w : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
  %s = dl.mul %h, %h : tensor<2x4xf32>
  %loss = dl.reduce_sum %s axes [0, 1] : tensor<2x4xf32> -> tensor<f32>
  return %loss : tensor<f32>
}

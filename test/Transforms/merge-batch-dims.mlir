// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-merge-batch-dims))' | FileCheck %s

// CHECK-LABEL: func.func @plain(
// CHECK-NEXT: dl.matmul %{{.*}}, %{{.*}} transpose_lhs
// CHECK-NEXT: return
func.func @plain(%a: tensor<3x2xf32>, %b: tensor<3x4xf32>) -> tensor<2x4xf32> {
  %c = dl.matmul %a, %b transpose_lhs : tensor<3x2xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
  return %c : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @transposed(
// CHECK-SAME: %[[A:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<4x3xf32>
// CHECK: %[[TURNED:.*]] = dl.transpose %[[B]] [1, 0]
// CHECK: dl.matmul %[[A]], %[[TURNED]] : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
func.func @transposed(%a: tensor<2x3xf32>, %b: tensor<4x3xf32>) -> tensor<2x4xf32> {
  %c = dl.matmul %a, %b transpose_rhs : tensor<2x3xf32>, tensor<4x3xf32> -> tensor<2x4xf32>
  return %c : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @heads(
// CHECK-SAME: %[[A:.*]]: tensor<2x5x8x3xf32>, %[[B:.*]]: tensor<2x5x4x3xf32>
// CHECK-DAG: %[[LEFT:.*]] = dl.reshape %[[A]] : tensor<2x5x8x3xf32> -> tensor<10x8x3xf32>
// CHECK-DAG: %[[RIGHT:.*]] = dl.reshape %[[B]] : tensor<2x5x4x3xf32> -> tensor<10x4x3xf32>
// CHECK: %[[TURNED:.*]] = dl.transpose %[[RIGHT]] [0, 2, 1]
// CHECK: %[[C:.*]] = dl.matmul %[[LEFT]], %[[TURNED]]
// CHECK: dl.reshape %[[C]] : tensor<10x8x4xf32> -> tensor<2x5x8x4xf32>
func.func @heads(%a: tensor<2x5x8x3xf32>, %b: tensor<2x5x4x3xf32>) -> tensor<2x5x8x4xf32> {
  %c = dl.matmul %a, %b transpose_rhs : tensor<2x5x8x3xf32>, tensor<2x5x4x3xf32> -> tensor<2x5x8x4xf32>
  return %c : tensor<2x5x8x4xf32>
}

// One batch dimension is what kernels have.
// CHECK-LABEL: func.func @batched(
// CHECK-NEXT: dl.matmul
// CHECK-NEXT: return
func.func @batched(%a: tensor<5x8x3xf32>, %b: tensor<5x3x4xf32>) -> tensor<5x8x4xf32> {
  %c = dl.matmul %a, %b : tensor<5x8x3xf32>, tensor<5x3x4xf32> -> tensor<5x8x4xf32>
  return %c : tensor<5x8x4xf32>
}

// What a causal mask leaves out stays known.
// CHECK-LABEL: func.func @causal(
// CHECK: dl.matmul {{.*}} {dl.triangle = "result"} : tensor<10x8x3xf32>, tensor<10x3x8xf32>
func.func @causal(%a: tensor<2x5x8x3xf32>, %b: tensor<2x5x8x3xf32>) -> tensor<2x5x8x8xf32> {
  %c = dl.matmul %a, %b transpose_rhs {dl.triangle = "result"} : tensor<2x5x8x3xf32>, tensor<2x5x8x3xf32> -> tensor<2x5x8x8xf32>
  return %c : tensor<2x5x8x8xf32>
}

// A row needs each element of the transposed matrix once: sums along its rows, without a turned copy.
// CHECK-LABEL: func.func @row(
// CHECK-SAME: %[[X:.*]]: tensor<1x3xf32>, %[[W:.*]]: tensor<4x3xf32>
// CHECK-NEXT: %[[FLAT:.*]] = dl.reshape %[[X]] : tensor<1x3xf32> -> tensor<3xf32>
// CHECK-NEXT: %[[WIDE:.*]] = dl.broadcast %[[FLAT]] dims [1]
// CHECK-NEXT: %[[PRODUCTS:.*]] = dl.mul %[[W]], %[[WIDE]]
// CHECK-NEXT: %[[SUMS:.*]] = dl.reduce_sum %[[PRODUCTS]] axes [1]
// CHECK-NEXT: dl.reshape %[[SUMS]] : tensor<4xf32> -> tensor<1x4xf32>
func.func @row(%x: tensor<1x3xf32>, %w: tensor<4x3xf32>) -> tensor<1x4xf32> {
  %y = dl.matmul %x, %w transpose_rhs : tensor<1x3xf32>, tensor<4x3xf32> -> tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}

// Products of bf16 are not rounded before they are added up.
// CHECK-LABEL: func.func @narrow_row(
// CHECK: dl.matmul
func.func @narrow_row(%x: tensor<1x3xbf16>, %w: tensor<4x3xbf16>) -> tensor<1x4xbf16> {
  %y = dl.matmul %x, %w transpose_rhs : tensor<1x3xbf16>, tensor<4x3xbf16> -> tensor<1x4xbf16>
  return %y : tensor<1x4xbf16>
}

// Nor is a sum of one term a sum.
// CHECK-LABEL: func.func @one_term(
// CHECK: dl.matmul
func.func @one_term(%x: tensor<1x1xf32>, %w: tensor<4x1xf32>) -> tensor<1x4xf32> {
  %y = dl.matmul %x, %w transpose_rhs : tensor<1x1xf32>, tensor<4x1xf32> -> tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}

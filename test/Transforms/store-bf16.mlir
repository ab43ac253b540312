// RUN: dlc-opt %s --dl-form-groups --dl-store-bf16 | FileCheck %s

// What one group leaves for another is rounded, the factors of products are; what the function takes
// and gives is not.
// CHECK-LABEL: func.func @chain
// CHECK-SAME: (%[[X:.*]]: tensor<4x8xf32>, %[[W:.*]]: tensor<8x6xf32>
// CHECK: %[[INPUT:.*]] = dl.group rows {
// CHECK-NEXT: dl.cast %[[X]] : tensor<4x8xf32> -> tensor<4x8xbf16>
// CHECK: %[[WEIGHT:.*]] = dl.group rows {
// CHECK-NEXT: dl.cast %[[W]] : tensor<8x6xf32> -> tensor<8x6xbf16>
// CHECK: %[[HIDDEN:.*]] = dl.group contraction {
// CHECK-DAG: %[[A:.*]] = dl.cast %[[INPUT]] : tensor<4x8xbf16> -> tensor<4x8xf32>
// CHECK-DAG: %[[B:.*]] = dl.cast %[[WEIGHT]] : tensor<8x6xbf16> -> tensor<8x6xf32>
// CHECK: %[[SUM:.*]] = dl.matmul %[[A]], %[[B]]
// CHECK: %[[RELU:.*]] = dl.relu %[[SUM]] : tensor<4x6xf32>
// CHECK: %[[ROUNDED:.*]] = dl.cast %[[RELU]] : tensor<4x6xf32> -> tensor<4x6xbf16>
// CHECK: dl.yield %[[ROUNDED]]
// CHECK: dl.group rows {
// CHECK: %[[WIDE:.*]] = dl.cast %[[HIDDEN]] : tensor<4x6xbf16> -> tensor<4x6xf32>
// CHECK: dl.reduce_max %[[WIDE]]
// CHECK: } : tensor<4xf32>
func.func @chain(%x: tensor<4x8xf32>, %w: tensor<8x6xf32>) -> tensor<4xf32> {
  %product = dl.matmul %x, %w : tensor<4x8xf32>, tensor<8x6xf32> -> tensor<4x6xf32>
  %hidden = dl.relu %product : tensor<4x6xf32>
  %most = dl.reduce_max %hidden axes [1] : tensor<4x6xf32> -> tensor<4xf32>
  return %most : tensor<4xf32>
}

// A weight has one copy, whoever reads it, and is turned as a copy.
// CHECK-LABEL: func.func @turned
// CHECK: %[[COPY:.*]] = dl.group rows
// CHECK: : tensor<8x6xbf16>
// CHECK: %[[TURNED:.*]] = dl.group move {
// CHECK-NEXT: dl.transpose %[[COPY]] [1, 0] : tensor<8x6xbf16> -> tensor<6x8xbf16>
// CHECK: dl.group contraction
// CHECK-DAG: dl.cast %[[TURNED]]
// CHECK: dl.group contraction
// CHECK-DAG: dl.cast %[[COPY]]
func.func @turned(%x: tensor<4x6xf32>, %y: tensor<4x8xf32>, %w: tensor<8x6xf32>)
    -> (tensor<4x8xf32>, tensor<4x6xf32>) {
  %t = dl.transpose %w [1, 0] : tensor<8x6xf32> -> tensor<6x8xf32>
  %a = dl.matmul %x, %t : tensor<4x6xf32>, tensor<6x8xf32> -> tensor<4x8xf32>
  %b = dl.matmul %y, %w : tensor<4x8xf32>, tensor<8x6xf32> -> tensor<4x6xf32>
  return %a, %b : tensor<4x8xf32>, tensor<4x6xf32>
}

// A gradient that its norm keeps waiting stays as it was summed, and so do sums and what is made of
// them.
// CHECK-LABEL: func.func @clipped
// CHECK: dl.group contraction
// CHECK: } : tensor<8x6xf32>
// CHECK-NOT: xbf16> {{.*}}reduce
// CHECK: dl.yield %{{.*}} : tensor<f32>
// CHECK: } : tensor<8x6xf32>
func.func @clipped(%x: tensor<4x8xf32>, %y: tensor<4x6xf32>,
                   %w: tensor<8x6xf32> {dl.name = "w", dl.role = "parameter"})
    -> (tensor<8x6xf32> {dl.name = "w", dl.role = "parameter"}) {
  %gradient = dl.matmul %x, %y transpose_lhs : tensor<4x8xf32>, tensor<4x6xf32> -> tensor<8x6xf32>
  %square = dl.mul %gradient, %gradient : tensor<8x6xf32>
  %flat = dl.reshape %square : tensor<8x6xf32> -> tensor<48xf32>
  %sum = dl.reduce_sum %flat axes [0] : tensor<48xf32> -> tensor<f32>
  %scale = dl.broadcast %sum dims [] : tensor<f32> -> tensor<8x6xf32>
  %clipped = dl.mul %gradient, %scale : tensor<8x6xf32>
  %new = dl.sub %w, %clipped : tensor<8x6xf32>
  return %new : tensor<8x6xf32>
}

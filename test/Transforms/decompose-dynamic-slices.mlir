// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-decompose-ops))' | FileCheck %s

// Rows by number, after bringing the axis to the front.
// CHECK-LABEL: func.func @slice(
// CHECK-SAME: %[[X:.*]]: tensor<4x8xf32>, %[[P:.*]]: tensor<i64>
// CHECK: %[[LOW:.*]] = dl.min %[[P]]
// CHECK: dl.max %[[LOW]]
// CHECK: %[[ROWS:.*]] = dl.add %{{.*}} : tensor<2xi64>
// CHECK: %[[TURNED:.*]] = dl.transpose %[[X]] [1, 0]
// CHECK: dl.gather %[[TURNED]][%[[ROWS]]]
func.func @slice(%x: tensor<4x8xf32>, %p: tensor<i64>) -> tensor<4x2xf32> {
  %y = dl.dynamic_slice %x at %p axis 1 size 2 : tensor<4x8xf32>
  return %y : tensor<4x2xf32>
}

// A single row needs no gather: it is repeated, and taken at its place.
// CHECK-LABEL: func.func @update(
// CHECK-SAME: %[[X:[^:]*]]: tensor<4x8xf32>, %[[U:[^:]*]]: tensor<4x1xf32>
// CHECK-NOT: dl.gather
// CHECK: %[[WIDE:.*]] = dl.broadcast %{{.*}} : tensor<4xf32> -> tensor<4x8xf32>
// CHECK: dl.select %{{.*}}, %[[WIDE]], %[[X]]
func.func @update(%x: tensor<4x8xf32>, %u: tensor<4x1xf32>, %p: tensor<i64>) -> tensor<4x8xf32> {
  %y = dl.dynamic_update_slice %x, %u at %p axis 1 : tensor<4x8xf32>, tensor<4x1xf32>
  return %y : tensor<4x8xf32>
}

// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-decompose-ops))' | FileCheck %s

// The variance is that of the centred values: no difference of two large squares.
// CHECK-LABEL: func.func @layer(
// CHECK-SAME: %[[X:.*]]: tensor<4x6xf32>
// CHECK: %[[SUM:.*]] = dl.reduce_sum %[[X]] axes [1]
// CHECK: %[[MEAN:.*]] = dl.mul %[[SUM]]
// CHECK: %[[WIDE:.*]] = dl.broadcast %[[MEAN]] dims [0]
// CHECK: %[[CENTRED:.*]] = dl.sub %[[X]], %[[WIDE]]
// CHECK: %[[SQUARE:.*]] = dl.mul %[[CENTRED]], %[[CENTRED]]
// CHECK: dl.reduce_sum %[[SQUARE]] axes [1]
// CHECK: %[[R:.*]] = dl.rsqrt %{{.*}} : tensor<4xf32>
// CHECK: %[[SCALE:.*]] = dl.broadcast %[[R]] dims [0]
// CHECK: dl.mul %[[CENTRED]], %[[SCALE]]
func.func @layer(%x: tensor<4x6xf32>) -> tensor<4x6xf32> {
  %y, %m, %v = dl.normalize %x axes [1] epsilon 1.0e-5 : tensor<4x6xf32>
  return %y : tensor<4x6xf32>
}

// CHECK-LABEL: func.func @batch(
// CHECK-SAME: %[[X:.*]]: tensor<4x6xf32>, %[[N:.*]]: tensor<i64>
// CHECK: %[[MASK:.*]] = dl.row_mask %[[N]] : tensor<4xi1>
// CHECK: %[[MASKED:.*]] = dl.select %{{.*}}, %[[X]]
// CHECK: %[[SUM:.*]] = dl.reduce_sum %[[MASKED]] axes [0]
// CHECK: %[[ROWS:.*]] = dl.cast %[[N]] : tensor<i64> -> tensor<f32>
// CHECK: dl.div %[[SUM]]
func.func @batch(%x: tensor<4x6xf32>, %n: tensor<i64>) -> tensor<4x6xf32> {
  %y, %m, %v = dl.normalize %x, %n axes [0] epsilon 1.0e-5 : tensor<4x6xf32>
  return %y : tensor<4x6xf32>
}

// CHECK-LABEL: func.func @rms(
// CHECK-SAME: %[[X:.*]]: tensor<4x6xf32>
// CHECK: %[[SQUARE:.*]] = dl.mul %[[X]], %[[X]]
// CHECK: dl.reduce_sum %[[SQUARE]] axes [1]
// CHECK: dl.rsqrt
// CHECK: dl.mul %[[X]]
func.func @rms(%x: tensor<4x6xf32>) -> tensor<4x6xf32> {
  %y = dl.rms_normalize %x axes [1] epsilon 1.0e-5 : tensor<4x6xf32>
  return %y : tensor<4x6xf32>
}

# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input  x : f32[batch, 3]
  target y : f32[batch, 3]
  loss = mean_squared_error(x, y)
}
# The mean is over the valid rows: sum(select(mask, e, 0)) / (n_valid * 3).
# CHECK: func.func @forward(%{{.*}}, %[[N:[a-z0-9]+]]: tensor<i64> {dl.name = "n_valid", dl.role = "scalar"})
# CHECK: %[[E:.*]] = dl.squared_error
# CHECK: %[[M:.*]] = dl.row_mask %[[N]] : tensor<32xi1>
# CHECK: %[[MB:.*]] = dl.broadcast %[[M]] dims [0] : tensor<32xi1> -> tensor<32x3xi1>
# CHECK: %[[Z:.*]] = dl.constant dense<0.000000e+00> : tensor<32x3xf32>
# CHECK: %[[S:.*]] = dl.select %[[MB]], %[[E]], %[[Z]]
# CHECK: %[[SUM:.*]] = dl.reduce_sum %[[S]] axes [0, 1]
# CHECK: %[[NF:.*]] = dl.cast %[[N]] : tensor<i64> -> tensor<f32>
# CHECK: %[[C:.*]] = dl.mul %[[NF]], %{{.*}} : tensor<f32>
# CHECK: dl.div %[[SUM]], %[[C]] : tensor<f32>

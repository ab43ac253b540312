// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-decompose-ops))' | FileCheck %s

// CHECK-LABEL: func.func @softmax(
// CHECK-SAME: %[[X:.*]]: tensor<4x6xf32>
// CHECK: %[[MAX:.*]] = dl.reduce_max %[[X]] axes [1]
// CHECK: %[[WIDE:.*]] = dl.broadcast %[[MAX]] dims [0]
// CHECK: %[[SHIFTED:.*]] = dl.sub %[[X]], %[[WIDE]]
// CHECK: %[[E:.*]] = dl.exp %[[SHIFTED]]
// CHECK: %[[SUM:.*]] = dl.reduce_sum %[[E]] axes [1]
// One division a row, not one an element.
// CHECK: %[[INVERSE:.*]] = dl.div %{{.*}}, %[[SUM]] : tensor<4xf32>
// CHECK: %[[SCALE:.*]] = dl.broadcast %[[INVERSE]] dims [0]
// CHECK: dl.mul %[[E]], %[[SCALE]]
func.func @softmax(%x: tensor<4x6xf32>) -> tensor<4x6xf32> {
  %y = dl.softmax %x {axis = 1 : i64} : tensor<4x6xf32>
  return %y : tensor<4x6xf32>
}

// Along an outer axis it is the same between two transposes.
// CHECK-LABEL: func.func @log_softmax_outer(
// CHECK: %[[TURNED:.*]] = dl.transpose %{{.*}} [2, 1, 0] : tensor<4x5x6xf32> -> tensor<6x5x4xf32>
// CHECK: dl.reduce_max %[[TURNED]] axes [2]
// CHECK: dl.log %{{.*}} : tensor<6x5xf32>
// CHECK: dl.transpose %{{.*}} [2, 1, 0] : tensor<6x5x4xf32> -> tensor<4x5x6xf32>
func.func @log_softmax_outer(%x: tensor<4x5x6xf32>) -> tensor<4x5x6xf32> {
  %y = dl.log_softmax %x {axis = 0 : i64} : tensor<4x5x6xf32>
  return %y : tensor<4x5x6xf32>
}

// The logit of the label is picked by comparison: it needs no address.
// CHECK-LABEL: func.func @cross_entropy(
// CHECK-SAME: %{{.*}}: tensor<4x6xf32>, %[[LABEL:.*]]: tensor<4xi64>
// CHECK: %[[CLASS:.*]] = dl.iota {dimension = 1 : i64} : tensor<4x6xi64>
// CHECK: %[[LABELS:.*]] = dl.broadcast %[[LABEL]] dims [0]
// CHECK: %[[IS:.*]] = dl.compare {{ *}}eq %[[CLASS]], %[[LABELS]]
// CHECK: %[[PICKED:.*]] = dl.select %[[IS]]
// CHECK: dl.reduce_sum %[[PICKED]] axes [1]
func.func @cross_entropy(%x: tensor<4x6xf32>, %l: tensor<4xi64>) -> tensor<4xf32> {
  %y = dl.softmax_cross_entropy %x, %l : tensor<4x6xf32>, tensor<4xi64> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @cross_entropy_dense(
// CHECK-SAME: %{{.*}}: tensor<4x6xf32>, %[[P:.*]]: tensor<4x6xf32>
// CHECK: %[[LOG:.*]] = dl.log %{{.*}} : tensor<4xf32>
// CHECK: %[[WIDE:.*]] = dl.broadcast %[[LOG]] dims [0]
// CHECK: %[[NEGATIVE:.*]] = dl.sub %[[WIDE]]
// CHECK: %[[TERMS:.*]] = dl.mul %[[P]], %[[NEGATIVE]]
// CHECK: dl.reduce_sum %[[TERMS]] axes [1]
func.func @cross_entropy_dense(%x: tensor<4x6xf32>, %p: tensor<4x6xf32>) -> tensor<4xf32> {
  %y = dl.softmax_cross_entropy_dense %x, %p : tensor<4x6xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// The first of equal maxima is the smallest index of them.
// CHECK-LABEL: func.func @argmax(
// CHECK: %[[TURNED:.*]] = dl.transpose %{{.*}} [1, 0] : tensor<4x6xf32> -> tensor<6x4xf32>
// CHECK: %[[MAX:.*]] = dl.reduce_max %[[TURNED]] axes [1]
// CHECK: dl.compare {{ *}}eq %[[TURNED]]
// CHECK: %[[INDEX:.*]] = dl.select %{{.*}} : tensor<6x4xi1>, tensor<6x4xi32>
// CHECK: dl.reduce_min %[[INDEX]] axes [1]
func.func @argmax(%x: tensor<4x6xf32>) -> tensor<6xi32> {
  %y = dl.argmax %x {axis = 0 : i64} : tensor<4x6xf32> -> tensor<6xi32>
  return %y : tensor<6xi32>
}

// CHECK-LABEL: func.func @accuracy(
// CHECK: %[[BEST:.*]] = dl.reduce_min %{{.*}} axes [1] : tensor<4x6xi32> -> tensor<4xi32>
// CHECK: %[[WIDE:.*]] = dl.cast %[[BEST]] : tensor<4xi32> -> tensor<4xi64>
// CHECK: %[[HIT:.*]] = dl.compare {{ *}}eq %[[WIDE]]
// CHECK: dl.cast %[[HIT]] : tensor<4xi1> -> tensor<4xf32>
func.func @accuracy(%x: tensor<4x6xf32>, %l: tensor<4xi64>) -> tensor<4xf32> {
  %y = dl.accuracy %x, %l : tensor<4x6xf32>, tensor<4xi64> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// Nothing is stored: the mask is drawn again wherever it is needed.
// CHECK-LABEL: func.func @dropout(
// CHECK-DAG: %[[RATE:.*]] = dl.constant dense<2.500000e-01>
// CHECK-DAG: %[[SCALE:.*]] = dl.constant dense<1.33333337>
// CHECK: %[[DRAWN:.*]] = dl.random_uniform %{{.*}}, %{{.*}} {high = 1.000000e+00 : f64, low = 0.000000e+00 : f64, stream = 7 : i64}
// CHECK: %[[KEEP:.*]] = dl.compare {{ *}}ge %[[DRAWN]], %[[RATE]]
// CHECK: %[[SCALED:.*]] = dl.mul %{{.*}}, %[[SCALE]]
// CHECK: dl.select %[[KEEP]], %[[SCALED]]
func.func @dropout(%x: tensor<8xf32>, %seed: tensor<i64>, %step: tensor<i64>) -> tensor<8xf32> {
  %y = dl.dropout %x, %seed, %step {rate = 0.25 : f64, stream = 7 : i64} : tensor<8xf32>
  return %y : tensor<8xf32>
}

// CHECK-LABEL: func.func @mean(
// CHECK: %[[SUM:.*]] = dl.reduce_sum %{{.*}} axes [0, 2]
// CHECK: dl.mul %[[SUM]], %{{.*}} : tensor<4xf32>
func.func @mean(%x: tensor<2x4x8xf32>) -> tensor<4xf32> {
  %y = dl.reduce_mean %x axes [0, 2] : tensor<2x4x8xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @simple_already(
// CHECK-NEXT: dl.exp
// CHECK-NEXT: return
func.func @simple_already(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = dl.exp %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

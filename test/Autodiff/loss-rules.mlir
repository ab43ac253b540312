// RUN: dlc-opt %s --split-input-file --dl-gradient="function=f of=y wrt=x" --canonicalize | FileCheck %s

// softmax - onehot, scaled by row. dl.softmax shares its parts with the forward op later on.
// CHECK-LABEL: @gradient
// CHECK-SAME: (%[[X:[^:]*]]: tensor<3x4xf32> {{.*}}, %[[L:[^:]*]]: tensor<3xi32> {{.*}}, %[[G:[^:]*]]: tensor<3xf32>
// CHECK-DAG: %[[P:.*]] = dl.softmax %[[X]] {axis = 1 : i64}
// CHECK-DAG: %[[CLASSES:.*]] = dl.iota {dimension = 1 : i64} : tensor<3x4xi32>
// CHECK-DAG: %[[LABELS:.*]] = dl.broadcast %[[L]] dims [0]
// CHECK-DAG: %[[IS:.*]] = dl.compare eq %[[CLASSES]], %[[LABELS]]
// CHECK-DAG: %[[ONEHOT:.*]] = dl.cast %[[IS]] : tensor<3x4xi1> -> tensor<3x4xf32>
// CHECK-DAG: %[[D:.*]] = dl.sub %[[P]], %[[ONEHOT]]
// CHECK-DAG: %[[ROWS:.*]] = dl.broadcast %[[G]] dims [0]
// CHECK: dl.mul %[[D]], %[[ROWS]]
func.func @f(%x: tensor<3x4xf32> {dl.name = "x"}, %label: tensor<3xi32> {dl.name = "label"}) -> (tensor<3xf32> {dl.name = "y"}) {
  %y = dl.softmax_cross_entropy %x, %label : tensor<3x4xf32>, tensor<3xi32> -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK: %[[P:.*]] = dl.sigmoid
// CHECK: dl.sub %[[P]], %{{.*}}
func.func @f(%x: tensor<4xf32> {dl.name = "x"}, %t: tensor<4xf32> {dl.name = "t"}) -> (tensor<4xf32> {dl.name = "y"}) {
  %y = dl.binary_cross_entropy %x, %t : tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK: %[[D:.*]] = dl.sub
// CHECK: dl.clamp %[[D]] {high = 5.000000e-01 : f64, low = -5.000000e-01 : f64}
func.func @f(%x: tensor<4xf32> {dl.name = "x"}, %t: tensor<4xf32> {dl.name = "t"}) -> (tensor<4xf32> {dl.name = "y"}) {
  %y = dl.huber %x, %t {delta = 0.5 : f64} : tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK: dl.sign
func.func @f(%x: tensor<4xf32> {dl.name = "x"}, %t: tensor<4xf32> {dl.name = "t"}) -> (tensor<4xf32> {dl.name = "y"}) {
  %y = dl.absolute_error %x, %t : tensor<4xf32>
  return %y : tensor<4xf32>
}

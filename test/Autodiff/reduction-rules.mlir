// RUN: dlc-opt %s --split-input-file --dl-gradient="function=f of=y" --canonicalize | FileCheck %s

// CHECK-LABEL: @gradient
// CHECK: %[[PART:.*]] = dl.constant dense<2.500000e-01>
// CHECK: %[[SHARE:.*]] = dl.mul %{{.*}}, %[[PART]]
// CHECK: dl.broadcast %[[SHARE]] dims [0] : tensor<3xf32> -> tensor<3x4xf32>
func.func @f(%x: tensor<3x4xf32> {dl.name = "x"}) -> (tensor<3xf32> {dl.name = "y"}) {
  %y = dl.reduce_mean %x axes [1] : tensor<3x4xf32> -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// Equal maxima share the gradient evenly.
// CHECK-LABEL: @gradient
// CHECK: %[[MAX:.*]] = dl.reduce_max
// CHECK: %[[ROWS:.*]] = dl.broadcast %[[MAX]] dims [0]
// CHECK: %[[IS:.*]] = dl.compare eq %{{.*}}, %[[ROWS]]
// CHECK: %[[CHOSEN:.*]] = dl.cast %[[IS]]
// CHECK: %[[COUNT:.*]] = dl.reduce_sum %[[CHOSEN]] axes [1]
// CHECK: dl.div %{{.*}}, %[[COUNT]]
func.func @f(%x: tensor<3x4xf32> {dl.name = "x"}) -> (tensor<3xf32> {dl.name = "y"}) {
  %y = dl.reduce_max %x axes [1] : tensor<3x4xf32> -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// The product of the others without a division, which a zero would spoil.
// CHECK-LABEL: @gradient
// CHECK-NOT: dl.div
// CHECK: dl.pad %{{.*}} with 1.0
// CHECK-NOT: dl.div
// CHECK: return
func.func @f(%x: tensor<3x4xf32> {dl.name = "x"}) -> (tensor<4xf32> {dl.name = "y"}) {
  %y = dl.reduce_prod %x axes [0] : tensor<3x4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

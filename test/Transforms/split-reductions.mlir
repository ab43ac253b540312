// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-split-reductions))' | FileCheck %s

// A reduction of one dimension stays, unless the dimensions behind it are of size 1.
// CHECK-LABEL: func.func @kept(
// CHECK-NEXT: dl.reduce_sum %{{.*}} axes [2] : tensor<2x3x5xf32> -> tensor<2x3xf32>
// CHECK-NEXT: dl.reduce_max %{{.*}} axes [0] : tensor<7x5xf32> -> tensor<5xf32>
// CHECK-NEXT: dl.reduce_min %{{.*}} axes [1] : tensor<2x3x5xf32> -> tensor<2x5xf32>
// CHECK-NEXT: return
func.func @kept(%x: tensor<2x3x5xf32>, %y: tensor<7x5xf32>) -> (tensor<2x3xf32>, tensor<5xf32>, tensor<2x5xf32>) {
  %a = dl.reduce_sum %x axes [2] : tensor<2x3x5xf32> -> tensor<2x3xf32>
  %b = dl.reduce_max %y axes [0] : tensor<7x5xf32> -> tensor<5xf32>
  %c = dl.reduce_min %x axes [1] : tensor<2x3x5xf32> -> tensor<2x5xf32>
  return %a, %b, %c : tensor<2x3xf32>, tensor<5xf32>, tensor<2x5xf32>
}

// CHECK-LABEL: func.func @inner_run(
// CHECK: %[[FLAT:.*]] = dl.reshape %{{.*}} : tensor<2x3x5xf32> -> tensor<2x15xf32>
// CHECK: dl.reduce_sum %[[FLAT]] axes [1]
func.func @inner_run(%x: tensor<2x3x5xf32>) -> tensor<2xf32> {
  %a = dl.reduce_sum %x axes [1, 2] : tensor<2x3x5xf32> -> tensor<2xf32>
  return %a : tensor<2xf32>
}

// CHECK-LABEL: func.func @outer_run(
// CHECK: %[[FLAT:.*]] = dl.reshape %{{.*}} : tensor<2x3x5xf32> -> tensor<6x5xf32>
// CHECK: dl.reduce_prod %[[FLAT]] axes [0]
func.func @outer_run(%x: tensor<2x3x5xf32>) -> tensor<5xf32> {
  %a = dl.reduce_prod %x axes [0, 1] : tensor<2x3x5xf32> -> tensor<5xf32>
  return %a : tensor<5xf32>
}

// CHECK-LABEL: func.func @middle_run(
// CHECK: %[[MERGED:.*]] = dl.reshape %{{.*}} : tensor<2x3x5x7xf32> -> tensor<2x15x7xf32>
// CHECK: dl.reduce_min %[[MERGED]] axes [1]
func.func @middle_run(%x: tensor<2x3x5x7xf32>) -> tensor<2x7xf32> {
  %a = dl.reduce_min %x axes [1, 2] : tensor<2x3x5x7xf32> -> tensor<2x7xf32>
  return %a : tensor<2x7xf32>
}

// What is cheap is computed in the merged shape, next to the sum; what is stored anyway is renamed.
// CHECK-LABEL: func.func @squares_of_differences(
// CHECK: %[[X:.*]] = dl.reshape %{{.*}} : tensor<2x3x4x5xf32> -> tensor<2x3x20xf32>
// CHECK: %[[MEAN:.*]] = dl.broadcast %{{.*}} dims [1] : tensor<3xf32> -> tensor<2x3x20xf32>
// CHECK: %[[CENTRED:.*]] = dl.sub %[[X]], %[[MEAN]]
// CHECK: %[[SQUARE:.*]] = dl.mul %[[CENTRED]], %[[CENTRED]]
// CHECK: dl.reduce_sum %[[SQUARE]] axes [2] : tensor<2x3x20xf32> -> tensor<2x3xf32>
func.func @squares_of_differences(%x: tensor<2x3x4x5xf32>, %mean: tensor<3xf32>) -> (tensor<2x3xf32>, tensor<2x3x4x5xf32>) {
  %spread = dl.broadcast %mean dims [1] : tensor<3xf32> -> tensor<2x3x4x5xf32>
  %centred = dl.sub %x, %spread : tensor<2x3x4x5xf32>
  %square = dl.mul %centred, %centred : tensor<2x3x4x5xf32>
  %sum = dl.reduce_sum %square axes [2, 3] : tensor<2x3x4x5xf32> -> tensor<2x3xf32>
  %result = dl.exp %centred : tensor<2x3x4x5xf32>
  return %sum, %result : tensor<2x3xf32>, tensor<2x3x4x5xf32>
}

// A factor that is the same for the whole sum is taken out of it, from within a product too.
// CHECK-LABEL: func.func @factor(
// CHECK: %[[PRODUCT:.*]] = dl.mul %{{.*}}, %{{.*}} : tensor<2x3x4xf32>
// CHECK: %[[SUM:.*]] = dl.reduce_sum %[[PRODUCT]] axes [2] : tensor<2x3x4xf32> -> tensor<2x3xf32>
// CHECK: %[[SCALE:.*]] = dl.broadcast %{{.*}} dims [1] : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: dl.mul %[[SUM]], %[[SCALE]]
func.func @factor(%g: tensor<2x3x4xf32>, %y: tensor<2x3x4xf32>, %scale: tensor<3xf32>) -> tensor<2x3xf32> {
  %spread = dl.broadcast %scale dims [1] : tensor<3xf32> -> tensor<2x3x4xf32>
  %scaled = dl.mul %g, %spread : tensor<2x3x4xf32>
  %product = dl.mul %scaled, %y : tensor<2x3x4xf32>
  %sum = dl.reduce_sum %product axes [2] : tensor<2x3x4xf32> -> tensor<2x3xf32>
  return %sum : tensor<2x3xf32>
}

// Axes with one between them are two reductions, the last axes first.
// CHECK-LABEL: func.func @apart(
// CHECK: %[[INNER:.*]] = dl.reduce_sum %{{.*}} axes [2] : tensor<2x3x5xf32> -> tensor<2x3xf32>
// CHECK: dl.reduce_sum %[[INNER]] axes [0] : tensor<2x3xf32> -> tensor<3xf32>
func.func @apart(%x: tensor<2x3x5xf32>) -> tensor<3xf32> {
  %a = dl.reduce_sum %x axes [0, 2] : tensor<2x3x5xf32> -> tensor<3xf32>
  return %a : tensor<3xf32>
}

// CHECK-LABEL: func.func @of_one_element(
// CHECK-NEXT: dl.reshape %{{.*}} : tensor<4x1x3xf32> -> tensor<4x3xf32>
// CHECK-NEXT: return
func.func @of_one_element(%x: tensor<4x1x3xf32>) -> tensor<4x3xf32> {
  %a = dl.reduce_sum %x axes [1] : tensor<4x1x3xf32> -> tensor<4x3xf32>
  return %a : tensor<4x3xf32>
}

// A long sum to one number goes through partial sums, as many as divide it.
// CHECK-LABEL: func.func @long(
// CHECK: %[[PARTS:.*]] = dl.reshape %{{.*}} : tensor<100x100xf32> -> tensor<50x200xf32>
// CHECK: %[[SUMS:.*]] = dl.reduce_sum %[[PARTS]] axes [1]
// CHECK: dl.reduce_sum %[[SUMS]] axes [0] : tensor<50xf32> -> tensor<f32>
func.func @long(%x: tensor<100x100xf32>) -> tensor<f32> {
  %a = dl.reduce_sum %x axes [0, 1] : tensor<100x100xf32> -> tensor<f32>
  return %a : tensor<f32>
}

// 8209 is prime.
// CHECK-LABEL: func.func @long_and_prime(
// CHECK-NEXT: dl.reduce_sum %{{.*}} axes [0] : tensor<8209xf32> -> tensor<f32>
func.func @long_and_prime(%x: tensor<8209xf32>) -> tensor<f32> {
  %a = dl.reduce_sum %x axes [0] : tensor<8209xf32> -> tensor<f32>
  return %a : tensor<f32>
}

// CHECK-LABEL: func.func @unsigned(
// CHECK: %[[WIDE:.*]] = dl.cast %{{.*}} : tensor<4x8xui8> -> tensor<4x8xi32>
// CHECK: %[[MAX:.*]] = dl.reduce_max %[[WIDE]] axes [1] : tensor<4x8xi32> -> tensor<4xi32>
// CHECK: dl.cast %[[MAX]] : tensor<4xi32> -> tensor<4xui8>
func.func @unsigned(%x: tensor<4x8xui8>) -> tensor<4xui8> {
  %a = dl.reduce_max %x axes [1] : tensor<4x8xui8> -> tensor<4xui8>
  return %a : tensor<4xui8>
}

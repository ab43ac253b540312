// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-split-reductions))' | FileCheck %s

// The two forms that kernels have stay.
// CHECK-LABEL: func.func @kept(
// CHECK-NEXT: dl.reduce_sum %{{.*}} axes [2] : tensor<2x3x5xf32> -> tensor<2x3xf32>
// CHECK-NEXT: dl.reduce_max %{{.*}} axes [0] : tensor<7x5xf32> -> tensor<5xf32>
// CHECK-NEXT: return
func.func @kept(%x: tensor<2x3x5xf32>, %y: tensor<7x5xf32>) -> (tensor<2x3xf32>, tensor<5xf32>) {
  %a = dl.reduce_sum %x axes [2] : tensor<2x3x5xf32> -> tensor<2x3xf32>
  %b = dl.reduce_max %y axes [0] : tensor<7x5xf32> -> tensor<5xf32>
  return %a, %b : tensor<2x3xf32>, tensor<5xf32>
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

// CHECK-LABEL: func.func @middle(
// CHECK: %[[TURNED:.*]] = dl.transpose %{{.*}} [0, 2, 1] : tensor<2x3x5xf32> -> tensor<2x5x3xf32>
// CHECK: dl.reduce_min %[[TURNED]] axes [2]
func.func @middle(%x: tensor<2x3x5xf32>) -> tensor<2x5xf32> {
  %a = dl.reduce_min %x axes [1] : tensor<2x3x5xf32> -> tensor<2x5xf32>
  return %a : tensor<2x5xf32>
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

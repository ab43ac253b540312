// RUN: dlc-opt %s -convert-dl-to-linalg | FileCheck %s

// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-DAG: #[[ALL:.*]] = affine_map<(d0, d1) -> (d0, d1)>

// CHECK-LABEL: @broadcast
func.func @broadcast(%x: tensor<3xf32>) -> tensor<2x3xf32> {
  // CHECK: linalg.generic {indexing_maps = [#[[ROW]], #[[ALL]]], iterator_types = ["parallel", "parallel"]}
  %y = dl.broadcast %x dims [1] : tensor<3xf32> -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// Sums of f32 are kept in f64.
// CHECK-LABEL: @sum
func.func @sum(%x: tensor<2x3xf32>) -> tensor<3xf32> {
  // CHECK: linalg.fill
  // CHECK: linalg.generic {indexing_maps = [#[[ALL]], #[[ROW]]], iterator_types = ["reduction", "parallel"]}
  // CHECK: arith.extf %{{.*}} : f32 to f64
  // CHECK: arith.addf %{{.*}} : f64
  // CHECK: arith.truncf %{{.*}} : f64 to f32
  %y = dl.reduce_sum %x axes [0] : tensor<2x3xf32> -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// CHECK-LABEL: @reshape
func.func @reshape(%x: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // CHECK: tensor.collapse_shape %{{.*}} {{\[}}[0, 1]] : tensor<2x3xf32> into tensor<6xf32>
  // CHECK: tensor.expand_shape %{{.*}} {{\[}}[0, 1]] output_shape [3, 2] : tensor<6xf32> into tensor<3x2xf32>
  %y = dl.reshape %x : tensor<2x3xf32> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// Updates are added one after the other.
// CHECK-LABEL: @scatter
func.func @scatter(%t: tensor<3x2xf64>, %i: tensor<4xi32>, %u: tensor<4x2xf64>) -> tensor<3x2xf64> {
  // CHECK-COUNT-2: scf.for
  // CHECK: scf.if
  // CHECK: tensor.insert
  %y = dl.scatter_add %t[%i], %u : tensor<3x2xf64>, tensor<4xi32>, tensor<4x2xf64>
  return %y : tensor<3x2xf64>
}

// CHECK-LABEL: @variables_stay
func.func @variables_stay() {
  return
}
// CHECK: dl.variable @w
dl.variable @w parameter : tensor<4xf32> init "zeros" trainable

// A place outside the image leaves the sum as it is, whatever the weight: 0 times infinity is NaN.
// CHECK-LABEL: @convolution
func.func @convolution(%x: tensor<2x3x5x5xf32>, %w: tensor<4x3x2x2xf32>) -> tensor<2x4x6x6xf32> {
  // CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]
  // CHECK: ^bb0(%{{.*}}: i8, %[[SUM:.*]]: f64):
  // CHECK: %[[NEXT:.*]] = arith.addf %[[SUM]], %{{.*}} : f64
  // CHECK: %[[ROW:.*]] = arith.select %{{.*}}, %[[NEXT]], %[[SUM]] : f64
  // CHECK: arith.select %{{.*}}, %[[ROW]], %[[SUM]] : f64
  %y = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1
    : tensor<2x3x5x5xf32>, tensor<4x3x2x2xf32> -> tensor<2x4x6x6xf32>
  return %y : tensor<2x4x6x6xf32>
}

// Without padding every place is inside.
// CHECK-LABEL: @no_padding
func.func @no_padding(%x: tensor<2x3x5x5xf32>) -> tensor<2x3x2x2xf32> {
  // CHECK: linalg.generic
  // CHECK-NOT: arith.select
  // CHECK: linalg.yield
  %y = dl.sum_pool2d %x window [2, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<2x3x5x5xf32> -> tensor<2x3x2x2xf32>
  return %y : tensor<2x3x2x2xf32>
}

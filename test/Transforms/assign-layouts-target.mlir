// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-assign-layouts{lanes=16}))' | FileCheck %s
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-assign-layouts{lanes=16 fma-ports=1}))' | FileCheck %s --check-prefix=ONE
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-assign-layouts{lanes=16 multiplies-pairs=true}))' | FileCheck %s --check-prefix=PAIRS
// The same convolutions on three targets. With two multiply-adds a cycle, tiles of few channels wait for what
// they load, and images fill vectors; with one they need not wait. Where two bf16 a lane are multiplied, channels lie
// side by side, if there are two.

// CHECK-LABEL: func.func @even_channels(
// CHECK-COUNT-4: dl.contract {{.*}} -> tensor<1x32x32x32x16xf32>
// ONE-LABEL: func.func @even_channels(
// ONE-COUNT-4: dl.contract {{.*}} -> tensor<16x2x32x32x16xf32>
// PAIRS-LABEL: func.func @even_channels(
// PAIRS-COUNT-4: dl.contract {{.*}} -> tensor<16x32x32x32xf32>
func.func @even_channels(%x: tensor<16x32x32x32xf32>, %w: tensor<32x32x5x5xf32>) -> tensor<16x32xf32> {
  %0 = dl.conv2d %x, %w strides [1, 1] low [2, 2] high [2, 2] dilations [1, 1] groups 1 : tensor<16x32x32x32xf32>, tensor<32x32x5x5xf32> -> tensor<16x32x32x32xf32>
  %1 = dl.conv2d %0, %w strides [1, 1] low [2, 2] high [2, 2] dilations [1, 1] groups 1 : tensor<16x32x32x32xf32>, tensor<32x32x5x5xf32> -> tensor<16x32x32x32xf32>
  %2 = dl.conv2d %1, %w strides [1, 1] low [2, 2] high [2, 2] dilations [1, 1] groups 1 : tensor<16x32x32x32xf32>, tensor<32x32x5x5xf32> -> tensor<16x32x32x32xf32>
  %3 = dl.conv2d %2, %w strides [1, 1] low [2, 2] high [2, 2] dilations [1, 1] groups 1 : tensor<16x32x32x32xf32>, tensor<32x32x5x5xf32> -> tensor<16x32x32x32xf32>
  %4 = dl.reduce_sum %3 axes [2, 3] : tensor<16x32x32x32xf32> -> tensor<16x32xf32>
  return %4 : tensor<16x32xf32>
}

// CHECK-LABEL: func.func @odd_channels(
// CHECK: dl.contract {{.*}} -> tensor<1x32x32x32x16xf32>
// PAIRS-LABEL: func.func @odd_channels(
// PAIRS: dl.contract {{.*}} -> tensor<1x32x32x32x16xf32>
func.func @odd_channels(%x: tensor<16x7x32x32xf32>, %w: tensor<32x7x3x3xf32>) -> tensor<16x32xf32> {
  %0 = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<16x7x32x32xf32>, tensor<32x7x3x3xf32> -> tensor<16x32x32x32xf32>
  %1 = dl.relu %0 : tensor<16x32x32x32xf32>
  %2 = dl.reduce_sum %1 axes [2, 3] : tensor<16x32x32x32xf32> -> tensor<16x32xf32>
  return %2 : tensor<16x32xf32>
}

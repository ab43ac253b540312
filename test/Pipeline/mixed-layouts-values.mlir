// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-assign-layouts{lanes=8}))' | FileCheck %s --check-prefix=MIXED
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-assign-layouts{lanes=16}))' | FileCheck %s --check-prefix=MIXED
// RUN: dlc-run %s --entry=mixed --compare=1e-4 --team=3 --target-cpu=native --in arg0=random:1 --in arg1=random:2:-0.02:0.02 --in arg2=random:3:-0.1:0.1 | FileCheck %s
// RUN: dlc-run %s --entry=mixed --compare=1e-4 --team=3 --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2:-0.02:0.02 --in arg2=random:3:-0.1:0.1 | FileCheck %s
// RUN: dlc-run %s --entry=mixed --compare=1e-4 --team=3 --target-cpu=native --layout=channels-last --in arg0=random:1 --in arg1=random:2:-0.02:0.02 --in arg2=random:3:-0.1:0.1 | FileCheck %s
// RUN: dlc-run %s --entry=mixed --compare=1e-4 --team=3 --target-cpu=x86-64-v3 --layout=channels-last --in arg0=random:1 --in arg1=random:2:-0.02:0.02 --in arg2=random:3:-0.1:0.1 | FileCheck %s
// RUN: dlc-run %s --entry=mixed --compare=1e-4 --team=3 --target-cpu=native --layout=batch-innermost --in arg0=random:1 --in arg1=random:2:-0.02:0.02 --in arg2=random:3:-0.1:0.1 | FileCheck %s
// RUN: dlc-run %s --entry=mixed --compare=1e-4 --team=3 --target-cpu=x86-64-v3 --layout=batch-innermost --in arg0=random:1 --in arg1=random:2:-0.02:0.02 --in arg2=random:3:-0.1:0.1 | FileCheck %s
// RUN: dlc-run %s --entry=mixed --compare=1e-4 --team=3 --target-cpu=native --layout=channel-blocked --in arg0=random:1 --in arg1=random:2:-0.02:0.02 --in arg2=random:3:-0.1:0.1 | FileCheck %s
// RUN: dlc-run %s --entry=mixed --compare=1e-4 --team=3 --target-cpu=x86-64-v3 --layout=channel-blocked --in arg0=random:1 --in arg1=random:2:-0.02:0.02 --in arg2=random:3:-0.1:0.1 | FileCheck %s
// RUN: dlc-run %s --entry=pooled --compare=1e-4 --team=3 --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3:-0.1:0.1 | FileCheck %s
// RUN: dlc-run %s --entry=pooled --compare=1e-4 --team=3 --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3:-0.1:0.1 | FileCheck %s
// RUN: dlc-run %s --entry=pooled --compare=1e-4 --team=3 --target-cpu=native --layout=channel-blocked --in arg0=random:1 --in arg1=random:2 --in arg2=random:3:-0.1:0.1 | FileCheck %s
// RUN: dlc-run %s --entry=pooled --compare=1e-4 --team=3 --target-cpu=x86-64-v3 --layout=channel-blocked --in arg0=random:1 --in arg1=random:2 --in arg2=random:3:-0.1:0.1 | FileCheck %s
// A graph whose ops get different layouts, by both pipelines. Images go from channel-blocked to batch-innermost for the
// second convolution, and an elementwise op reads one of each.

// MIXED: dl.contract {{.*}} -> tensor<16x{{4|2}}x8x8x{{8|16}}xf32>
// MIXED: dl.contract {{.*}} -> tensor<{{2|1}}x8x8x8x{{8|16}}xf32>
// CHECK: result0: largest difference
// CHECK: result1: largest difference
// CHECK: result2: largest difference
// CHECK: result3: largest difference

func.func @mixed(%g: tensor<16x512x8x8xf32>, %w0: tensor<512x32x3x3xf32>, %w1: tensor<8x32x5x5xf32>) -> (tensor<16x32x8x8xf32>, tensor<16x8x4x4xf32>, tensor<8x32x5x5xf32>, tensor<8xf32>) {
  %0 = dl.conv2d_input_gradient %g, %w0 strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<16x512x8x8xf32>, tensor<512x32x3x3xf32> -> tensor<16x32x8x8xf32>
  %1 = dl.relu %0 : tensor<16x32x8x8xf32>
  %2 = dl.conv2d %1, %w1 strides [1, 1] low [2, 2] high [2, 2] dilations [1, 1] groups 1 : tensor<16x32x8x8xf32>, tensor<8x32x5x5xf32> -> tensor<16x8x8x8xf32>
  %3 = dl.tanh %2 : tensor<16x8x8x8xf32>
  %4, %index = dl.max_pool2d %3 window [2, 2] strides [2, 2] low [0, 0] high [0, 0] : tensor<16x8x8x8xf32> -> tensor<16x8x4x4xf32>, tensor<16x8x4x4xui8>
  %5 = dl.conv2d_weight_gradient %1, %3 strides [1, 1] low [2, 2] high [2, 2] dilations [1, 1] groups 1 : tensor<16x32x8x8xf32>, tensor<16x8x8x8xf32> -> tensor<8x32x5x5xf32>
  %6 = dl.conv2d_input_gradient %3, %w1 strides [1, 1] low [2, 2] high [2, 2] dilations [1, 1] groups 1 : tensor<16x8x8x8xf32>, tensor<8x32x5x5xf32> -> tensor<16x32x8x8xf32>
  %7 = dl.mul %1, %6 : tensor<16x32x8x8xf32>
  %8 = dl.reduce_sum %3 axes [0, 2, 3] : tensor<16x8x8x8xf32> -> tensor<8xf32>
  return %7, %4, %5, %8 : tensor<16x32x8x8xf32>, tensor<16x8x4x4xf32>, tensor<8x32x5x5xf32>, tensor<8xf32>
}

// The image of 3 channels fits no block, what is made of it does. Windows of pooling overlap; reductions keep blocks of
// channels, or add over them.
func.func @pooled(%x: tensor<2x3x11x11xf32>, %w0: tensor<32x3x3x3xf32>, %w1: tensor<32x32x3x3xf32>) -> (tensor<2x32x5x5xf32>, tensor<32xf32>, tensor<2x5x5xf32>, tensor<2x32x11x11xf32>) {
  %0 = dl.conv2d %x, %w0 strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x3x11x11xf32>, tensor<32x3x3x3xf32> -> tensor<2x32x11x11xf32>
  %1 = dl.relu %0 : tensor<2x32x11x11xf32>
  %2, %index = dl.max_pool2d %1 window [3, 3] strides [2, 2] low [0, 0] high [0, 0] : tensor<2x32x11x11xf32> -> tensor<2x32x5x5xf32>, tensor<2x32x5x5xui8>
  %3 = dl.conv2d %2, %w1 strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x32x5x5xf32>, tensor<32x32x3x3xf32> -> tensor<2x32x5x5xf32>
  %4 = dl.iota {dimension = 1 : i64} : tensor<2x32x5x5xf32>
  %5 = dl.mul %3, %4 : tensor<2x32x5x5xf32>
  %6 = dl.reduce_sum %5 axes [0, 2, 3] : tensor<2x32x5x5xf32> -> tensor<32xf32>
  %7 = dl.reduce_max %3 axes [1] : tensor<2x32x5x5xf32> -> tensor<2x5x5xf32>
  %8 = dl.max_unpool2d %3, %index window [3, 3] strides [2, 2] low [0, 0] high [0, 0] : tensor<2x32x5x5xf32>, tensor<2x32x5x5xui8> -> tensor<2x32x11x11xf32>
  return %5, %6, %7, %8 : tensor<2x32x5x5xf32>, tensor<32xf32>, tensor<2x5x5xf32>, tensor<2x32x11x11xf32>
}

// RUN: dlc-run %s --entry=padded --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=padded --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=padded --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=padded --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=strided --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=strided --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=strided --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=strided --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=dilated --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=dilated --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=dilated --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=dilated --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=grouped --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=grouped --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=grouped --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=grouped --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=depthwise --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=depthwise --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=depthwise --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=depthwise --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=column --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=column --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=column --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=column --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=pointwise --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=pointwise --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=pointwise --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=pointwise --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=wide --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=wide --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=blocks --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=blocks --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=blocks_strided --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=blocks_strided --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=blocks_dilated --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=blocks_dilated --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=blocks_pointwise --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=blocks_pointwise --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=blocks_skipping --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=blocks_skipping --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=blocks_wide --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=blocks_wide --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=few_pixels --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=few_pixels --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=long_rows --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=long_rows --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=long_rows_cut --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=long_rows_cut --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=long_rows_whole --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=long_rows_whole --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=skipping --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=skipping --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=skipping_rows --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=skipping_rows --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// Convolutions and their adjoints by both pipelines: in each layout, for each width of vectors, on three
// threads.

// CHECK: result0: largest difference
// CHECK: result1: largest difference
// CHECK: result2: largest difference

func.func @padded(%x: tensor<16x3x9x11xf32>, %w: tensor<5x3x3x5xf32>, %g: tensor<16x5x9x11xf32>) -> (tensor<16x5x9x11xf32>, tensor<16x3x9x11xf32>, tensor<5x3x3x5xf32>) {
  %y = dl.conv2d %x, %w strides [1, 1] low [1, 2] high [1, 2] dilations [1, 1] groups 1 : tensor<16x3x9x11xf32>, tensor<5x3x3x5xf32> -> tensor<16x5x9x11xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [1, 1] low [1, 2] high [1, 2] dilations [1, 1] groups 1 : tensor<16x5x9x11xf32>, tensor<5x3x3x5xf32> -> tensor<16x3x9x11xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [1, 2] high [1, 2] dilations [1, 1] groups 1 : tensor<16x3x9x11xf32>, tensor<16x5x9x11xf32> -> tensor<5x3x3x5xf32>
  return %y, %dx, %dw : tensor<16x5x9x11xf32>, tensor<16x3x9x11xf32>, tensor<5x3x3x5xf32>
}

func.func @strided(%x: tensor<16x4x10x13xf32>, %w: tensor<6x4x3x3xf32>, %g: tensor<16x6x5x4xf32>) -> (tensor<16x6x5x4xf32>, tensor<16x4x10x13xf32>, tensor<6x4x3x3xf32>) {
  %y = dl.conv2d %x, %w strides [2, 3] low [1, 0] high [1, 0] dilations [1, 1] groups 1 : tensor<16x4x10x13xf32>, tensor<6x4x3x3xf32> -> tensor<16x6x5x4xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [2, 3] low [1, 0] high [1, 0] dilations [1, 1] groups 1 : tensor<16x6x5x4xf32>, tensor<6x4x3x3xf32> -> tensor<16x4x10x13xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [2, 3] low [1, 0] high [1, 0] dilations [1, 1] groups 1 : tensor<16x4x10x13xf32>, tensor<16x6x5x4xf32> -> tensor<6x4x3x3xf32>
  return %y, %dx, %dw : tensor<16x6x5x4xf32>, tensor<16x4x10x13xf32>, tensor<6x4x3x3xf32>
}

func.func @dilated(%x: tensor<16x2x12x11xf32>, %w: tensor<3x2x3x2xf32>, %g: tensor<16x3x6x8xf32>) -> (tensor<16x3x6x8xf32>, tensor<16x2x12x11xf32>, tensor<3x2x3x2xf32>) {
  %y = dl.conv2d %x, %w strides [2, 1] low [2, 0] high [2, 0] dilations [2, 3] groups 1 : tensor<16x2x12x11xf32>, tensor<3x2x3x2xf32> -> tensor<16x3x6x8xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [2, 1] low [2, 0] high [2, 0] dilations [2, 3] groups 1 : tensor<16x3x6x8xf32>, tensor<3x2x3x2xf32> -> tensor<16x2x12x11xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [2, 1] low [2, 0] high [2, 0] dilations [2, 3] groups 1 : tensor<16x2x12x11xf32>, tensor<16x3x6x8xf32> -> tensor<3x2x3x2xf32>
  return %y, %dx, %dw : tensor<16x3x6x8xf32>, tensor<16x2x12x11xf32>, tensor<3x2x3x2xf32>
}

func.func @grouped(%x: tensor<32x6x7x7xf32>, %w: tensor<4x3x3x3xf32>, %g: tensor<32x4x7x4xf32>) -> (tensor<32x4x7x4xf32>, tensor<32x6x7x7xf32>, tensor<4x3x3x3xf32>) {
  %y = dl.conv2d %x, %w strides [1, 2] low [1, 1] high [1, 1] dilations [1, 1] groups 2 : tensor<32x6x7x7xf32>, tensor<4x3x3x3xf32> -> tensor<32x4x7x4xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [1, 2] low [1, 1] high [1, 1] dilations [1, 1] groups 2 : tensor<32x4x7x4xf32>, tensor<4x3x3x3xf32> -> tensor<32x6x7x7xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 2] low [1, 1] high [1, 1] dilations [1, 1] groups 2 : tensor<32x6x7x7xf32>, tensor<32x4x7x4xf32> -> tensor<4x3x3x3xf32>
  return %y, %dx, %dw : tensor<32x4x7x4xf32>, tensor<32x6x7x7xf32>, tensor<4x3x3x3xf32>
}

func.func @depthwise(%x: tensor<16x5x8x9xf32>, %w: tensor<5x1x3x3xf32>, %g: tensor<16x5x4x9xf32>) -> (tensor<16x5x4x9xf32>, tensor<16x5x8x9xf32>, tensor<5x1x3x3xf32>) {
  %y = dl.conv2d %x, %w strides [2, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 5 : tensor<16x5x8x9xf32>, tensor<5x1x3x3xf32> -> tensor<16x5x4x9xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [2, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 5 : tensor<16x5x4x9xf32>, tensor<5x1x3x3xf32> -> tensor<16x5x8x9xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [2, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 5 : tensor<16x5x8x9xf32>, tensor<16x5x4x9xf32> -> tensor<5x1x3x3xf32>
  return %y, %dx, %dw : tensor<16x5x4x9xf32>, tensor<16x5x8x9xf32>, tensor<5x1x3x3xf32>
}

func.func @column(%x: tensor<32x4x14x6xf32>, %w: tensor<4x2x3x1xf32>, %g: tensor<32x4x10x5xf32>) -> (tensor<32x4x10x5xf32>, tensor<32x4x14x6xf32>, tensor<4x2x3x1xf32>) {
  %y = dl.conv2d %x, %w strides [1, 2] low [0, 2] high [0, 2] dilations [2, 1] groups 2 : tensor<32x4x14x6xf32>, tensor<4x2x3x1xf32> -> tensor<32x4x10x5xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [1, 2] low [0, 2] high [0, 2] dilations [2, 1] groups 2 : tensor<32x4x10x5xf32>, tensor<4x2x3x1xf32> -> tensor<32x4x14x6xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 2] low [0, 2] high [0, 2] dilations [2, 1] groups 2 : tensor<32x4x14x6xf32>, tensor<32x4x10x5xf32> -> tensor<4x2x3x1xf32>
  return %y, %dx, %dw : tensor<32x4x10x5xf32>, tensor<32x4x14x6xf32>, tensor<4x2x3x1xf32>
}

func.func @pointwise(%x: tensor<16x17x5x5xf32>, %w: tensor<33x17x1x1xf32>, %g: tensor<16x33x5x5xf32>) -> (tensor<16x33x5x5xf32>, tensor<16x17x5x5xf32>, tensor<33x17x1x1xf32>) {
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<16x17x5x5xf32>, tensor<33x17x1x1xf32> -> tensor<16x33x5x5xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<16x33x5x5xf32>, tensor<33x17x1x1xf32> -> tensor<16x17x5x5xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<16x17x5x5xf32>, tensor<16x33x5x5xf32> -> tensor<33x17x1x1xf32>
  return %y, %dx, %dw : tensor<16x33x5x5xf32>, tensor<16x17x5x5xf32>, tensor<33x17x1x1xf32>
}

// Image and cotangent are more than a cache holds: the gradient of the filters takes blocks of rows, the last one short.
func.func @wide(%x: tensor<2x40x21x64xf32>, %w: tensor<24x40x3x3xf32>, %g: tensor<2x24x21x64xf32>) -> (tensor<2x24x21x64xf32>, tensor<2x40x21x64xf32>, tensor<24x40x3x3xf32>) {
  %y = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x40x21x64xf32>, tensor<24x40x3x3xf32> -> tensor<2x24x21x64xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x24x21x64xf32>, tensor<24x40x3x3xf32> -> tensor<2x40x21x64xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x40x21x64xf32>, tensor<2x24x21x64xf32> -> tensor<24x40x3x3xf32>
  return %y, %dx, %dw : tensor<2x24x21x64xf32>, tensor<2x40x21x64xf32>, tensor<24x40x3x3xf32>
}

// Channels in whole blocks of one vector, of either width.
func.func @blocks(%x: tensor<2x32x9x11xf32>, %w: tensor<64x32x3x5xf32>, %g: tensor<2x64x9x11xf32>) -> (tensor<2x64x9x11xf32>, tensor<2x32x9x11xf32>, tensor<64x32x3x5xf32>) {
  %y = dl.conv2d %x, %w strides [1, 1] low [1, 2] high [1, 2] dilations [1, 1] groups 1 : tensor<2x32x9x11xf32>, tensor<64x32x3x5xf32> -> tensor<2x64x9x11xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [1, 1] low [1, 2] high [1, 2] dilations [1, 1] groups 1 : tensor<2x64x9x11xf32>, tensor<64x32x3x5xf32> -> tensor<2x32x9x11xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [1, 2] high [1, 2] dilations [1, 1] groups 1 : tensor<2x32x9x11xf32>, tensor<2x64x9x11xf32> -> tensor<64x32x3x5xf32>
  return %y, %dx, %dw : tensor<2x64x9x11xf32>, tensor<2x32x9x11xf32>, tensor<64x32x3x5xf32>
}

func.func @blocks_strided(%x: tensor<2x64x10x13xf32>, %w: tensor<32x64x3x3xf32>, %g: tensor<2x32x5x4xf32>) -> (tensor<2x32x5x4xf32>, tensor<2x64x10x13xf32>, tensor<32x64x3x3xf32>) {
  %y = dl.conv2d %x, %w strides [2, 3] low [1, 0] high [1, 0] dilations [1, 1] groups 1 : tensor<2x64x10x13xf32>, tensor<32x64x3x3xf32> -> tensor<2x32x5x4xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [2, 3] low [1, 0] high [1, 0] dilations [1, 1] groups 1 : tensor<2x32x5x4xf32>, tensor<32x64x3x3xf32> -> tensor<2x64x10x13xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [2, 3] low [1, 0] high [1, 0] dilations [1, 1] groups 1 : tensor<2x64x10x13xf32>, tensor<2x32x5x4xf32> -> tensor<32x64x3x3xf32>
  return %y, %dx, %dw : tensor<2x32x5x4xf32>, tensor<2x64x10x13xf32>, tensor<32x64x3x3xf32>
}

func.func @blocks_dilated(%x: tensor<2x32x12x11xf32>, %w: tensor<32x32x3x2xf32>, %g: tensor<2x32x6x8xf32>) -> (tensor<2x32x6x8xf32>, tensor<2x32x12x11xf32>, tensor<32x32x3x2xf32>) {
  %y = dl.conv2d %x, %w strides [2, 1] low [2, 0] high [2, 0] dilations [2, 3] groups 1 : tensor<2x32x12x11xf32>, tensor<32x32x3x2xf32> -> tensor<2x32x6x8xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [2, 1] low [2, 0] high [2, 0] dilations [2, 3] groups 1 : tensor<2x32x6x8xf32>, tensor<32x32x3x2xf32> -> tensor<2x32x12x11xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [2, 1] low [2, 0] high [2, 0] dilations [2, 3] groups 1 : tensor<2x32x12x11xf32>, tensor<2x32x6x8xf32> -> tensor<32x32x3x2xf32>
  return %y, %dx, %dw : tensor<2x32x6x8xf32>, tensor<2x32x12x11xf32>, tensor<32x32x3x2xf32>
}

func.func @blocks_pointwise(%x: tensor<3x64x5x7xf32>, %w: tensor<32x64x1x1xf32>, %g: tensor<3x32x5x7xf32>) -> (tensor<3x32x5x7xf32>, tensor<3x64x5x7xf32>, tensor<32x64x1x1xf32>) {
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<3x64x5x7xf32>, tensor<32x64x1x1xf32> -> tensor<3x32x5x7xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<3x32x5x7xf32>, tensor<32x64x1x1xf32> -> tensor<3x64x5x7xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<3x64x5x7xf32>, tensor<3x32x5x7xf32> -> tensor<32x64x1x1xf32>
  return %y, %dx, %dw : tensor<3x32x5x7xf32>, tensor<3x64x5x7xf32>, tensor<32x64x1x1xf32>
}

func.func @blocks_skipping(%x: tensor<2x32x7x7xf32>, %w: tensor<64x32x1x1xf32>, %g: tensor<2x64x4x4xf32>) -> (tensor<2x64x4x4xf32>, tensor<2x32x7x7xf32>, tensor<64x32x1x1xf32>) {
  %y = dl.conv2d %x, %w strides [2, 2] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x32x7x7xf32>, tensor<64x32x1x1xf32> -> tensor<2x64x4x4xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [2, 2] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x64x4x4xf32>, tensor<64x32x1x1xf32> -> tensor<2x32x7x7xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [2, 2] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x32x7x7xf32>, tensor<2x64x4x4xf32> -> tensor<64x32x1x1xf32>
  return %y, %dx, %dw : tensor<2x64x4x4xf32>, tensor<2x32x7x7xf32>, tensor<64x32x1x1xf32>
}

func.func @blocks_wide(%x: tensor<2x64x21x64xf32>, %w: tensor<32x64x3x3xf32>, %g: tensor<2x32x21x64xf32>) -> (tensor<2x32x21x64xf32>, tensor<2x64x21x64xf32>, tensor<32x64x3x3xf32>) {
  %y = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x64x21x64xf32>, tensor<32x64x3x3xf32> -> tensor<2x32x21x64xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x32x21x64xf32>, tensor<32x64x3x3xf32> -> tensor<2x64x21x64xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x64x21x64xf32>, tensor<2x32x21x64xf32> -> tensor<32x64x3x3xf32>
  return %y, %dx, %dw : tensor<2x32x21x64xf32>, tensor<2x64x21x64xf32>, tensor<32x64x3x3xf32>
}

// More filters than pixels: all images in one product.
func.func @few_pixels(%x: tensor<3x50x2x3xf32>, %w: tensor<33x50x1x1xf32>, %g: tensor<3x33x2x3xf32>) -> (tensor<3x33x2x3xf32>, tensor<3x50x2x3xf32>, tensor<33x50x1x1xf32>) {
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<3x50x2x3xf32>, tensor<33x50x1x1xf32> -> tensor<3x33x2x3xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<3x33x2x3xf32>, tensor<33x50x1x1xf32> -> tensor<3x50x2x3xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<3x50x2x3xf32>, tensor<3x33x2x3xf32> -> tensor<33x50x1x1xf32>
  return %y, %dx, %dw : tensor<3x33x2x3xf32>, tensor<3x50x2x3xf32>, tensor<33x50x1x1xf32>
}

// Few channels: the gradient of the filters takes a row of the window as one dimension, of an image with padded rows; the
// last place ends before the padding does, needs none, or all of it.
func.func @long_rows(%x: tensor<2x3x30x38xf32>, %w: tensor<24x3x7x7xf32>, %g: tensor<2x24x15x19xf32>) -> (tensor<2x24x15x19xf32>, tensor<2x3x30x38xf32>, tensor<24x3x7x7xf32>) {
  %y = dl.conv2d %x, %w strides [2, 2] low [3, 3] high [3, 3] dilations [1, 1] groups 1 : tensor<2x3x30x38xf32>, tensor<24x3x7x7xf32> -> tensor<2x24x15x19xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [2, 2] low [3, 3] high [3, 3] dilations [1, 1] groups 1 : tensor<2x24x15x19xf32>, tensor<24x3x7x7xf32> -> tensor<2x3x30x38xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [2, 2] low [3, 3] high [3, 3] dilations [1, 1] groups 1 : tensor<2x3x30x38xf32>, tensor<2x24x15x19xf32> -> tensor<24x3x7x7xf32>
  return %y, %dx, %dw : tensor<2x24x15x19xf32>, tensor<2x3x30x38xf32>, tensor<24x3x7x7xf32>
}

func.func @long_rows_cut(%x: tensor<3x2x21x19xf32>, %w: tensor<17x2x3x4xf32>, %g: tensor<3x17x6x8xf32>) -> (tensor<3x17x6x8xf32>, tensor<3x2x21x19xf32>, tensor<17x2x3x4xf32>) {
  %y = dl.conv2d %x, %w strides [3, 2] low [0, 0] high [0, 0] dilations [2, 1] groups 1 : tensor<3x2x21x19xf32>, tensor<17x2x3x4xf32> -> tensor<3x17x6x8xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [3, 2] low [0, 0] high [0, 0] dilations [2, 1] groups 1 : tensor<3x17x6x8xf32>, tensor<17x2x3x4xf32> -> tensor<3x2x21x19xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [3, 2] low [0, 0] high [0, 0] dilations [2, 1] groups 1 : tensor<3x2x21x19xf32>, tensor<3x17x6x8xf32> -> tensor<17x2x3x4xf32>
  return %y, %dx, %dw : tensor<3x17x6x8xf32>, tensor<3x2x21x19xf32>, tensor<17x2x3x4xf32>
}

func.func @long_rows_whole(%x: tensor<2x5x13x9xf32>, %w: tensor<20x5x3x3xf32>, %g: tensor<2x20x13x9xf32>) -> (tensor<2x20x13x9xf32>, tensor<2x5x13x9xf32>, tensor<20x5x3x3xf32>) {
  %y = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x5x13x9xf32>, tensor<20x5x3x3xf32> -> tensor<2x20x13x9xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x20x13x9xf32>, tensor<20x5x3x3xf32> -> tensor<2x5x13x9xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<2x5x13x9xf32>, tensor<2x20x13x9xf32> -> tensor<20x5x3x3xf32>
  return %y, %dx, %dw : tensor<2x20x13x9xf32>, tensor<2x5x13x9xf32>, tensor<20x5x3x3xf32>
}

// Single pixels, some left out: a product of the others. With zeros behind the last one, and with none.
func.func @skipping(%x: tensor<3x20x9x8xf32>, %w: tensor<18x20x1x1xf32>, %g: tensor<3x18x5x3xf32>) -> (tensor<3x18x5x3xf32>, tensor<3x20x9x8xf32>, tensor<18x20x1x1xf32>) {
  %y = dl.conv2d %x, %w strides [2, 3] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<3x20x9x8xf32>, tensor<18x20x1x1xf32> -> tensor<3x18x5x3xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [2, 3] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<3x18x5x3xf32>, tensor<18x20x1x1xf32> -> tensor<3x20x9x8xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [2, 3] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<3x20x9x8xf32>, tensor<3x18x5x3xf32> -> tensor<18x20x1x1xf32>
  return %y, %dx, %dw : tensor<3x18x5x3xf32>, tensor<3x20x9x8xf32>, tensor<18x20x1x1xf32>
}

func.func @skipping_rows(%x: tensor<2x24x7x10xf32>, %w: tensor<40x24x1x1xf32>, %g: tensor<2x40x3x10xf32>) -> (tensor<2x40x3x10xf32>, tensor<2x24x7x10xf32>, tensor<40x24x1x1xf32>) {
  %y = dl.conv2d %x, %w strides [3, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x24x7x10xf32>, tensor<40x24x1x1xf32> -> tensor<2x40x3x10xf32>
  %dx = dl.conv2d_input_gradient %g, %w strides [3, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x40x3x10xf32>, tensor<40x24x1x1xf32> -> tensor<2x24x7x10xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [3, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<2x24x7x10xf32>, tensor<2x40x3x10xf32> -> tensor<40x24x1x1xf32>
  return %y, %dx, %dw : tensor<2x40x3x10xf32>, tensor<2x24x7x10xf32>, tensor<40x24x1x1xf32>
}

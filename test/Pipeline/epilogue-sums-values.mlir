// RUN: dlc-run %s --entry=forward --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=native --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=forward --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=forward --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=forward --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=forward --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=native --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=forward --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=backward --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 --in arg3=random:4 --in arg4=random:5 | FileCheck %s
// RUN: dlc-run %s --entry=backward --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 --in arg3=random:4 --in arg4=random:5 | FileCheck %s
// RUN: dlc-run %s --entry=backward --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 --in arg3=random:4 --in arg4=random:5 | FileCheck %s
// RUN: dlc-run %s --entry=backward --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 --in arg3=random:4 --in arg4=random:5 | FileCheck %s
// RUN: dlc-run %s --entry=backward --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 --in arg3=random:4 --in arg4=random:5 | FileCheck %s
// RUN: dlc-run %s --entry=backward --compare=1e-4 --team=3 --layout=channel-blocked --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 --in arg3=random:4 --in arg4=random:5 | FileCheck %s
// RUN: dlc-run %s --entry=activated --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=activated --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=activated --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=activated --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=one_image --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=native --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=one_image --compare=1e-4 --team=3 --layout=batch-innermost --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=one_image --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=one_image --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// Sums of what a convolution gives, and of what the adjoint of one gives, by both pipelines: made of its tiles, in each
// layout, for each width of vectors, on three threads; with channels and pixels that fill no tile, and with one image,
// where they are a pass of their own.

// CHECK: result0: largest difference
// CHECK: result1: largest difference

func.func @forward(%x: tensor<48x20x9x7xf32>, %w: tensor<24x20x3x3xf32>) -> (tensor<48x24x9x7xf32>, tensor<24xf32>) {
  %y = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<48x20x9x7xf32>, tensor<24x20x3x3xf32> -> tensor<48x24x9x7xf32>
  %s = dl.reduce_sum %y axes [0, 2, 3] : tensor<48x24x9x7xf32> -> tensor<24xf32>
  return %y, %s : tensor<48x24x9x7xf32>, tensor<24xf32>
}

// As batch norm's derivative: dy behind a relu, and the sums of dy and of dy times what was normalised.
func.func @backward(%g: tensor<32x24x8x10xf32>, %w: tensor<24x16x3x3xf32>, %x: tensor<32x16x8x10xf32>, %mean: tensor<16xf32>, %y: tensor<32x16x8x10xf32>) -> (tensor<16xf32>, tensor<16xf32>, tensor<32x16x8x10xf32>) {
  %dx = dl.conv2d_input_gradient %g, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<32x24x8x10xf32>, tensor<24x16x3x3xf32> -> tensor<32x16x8x10xf32>
  %zero = dl.constant dense<0.0> : tensor<32x16x8x10xf32>
  %isPositive = dl.compare gt %y, %zero : tensor<32x16x8x10xf32>
  %dy = dl.select %isPositive, %dx, %zero : tensor<32x16x8x10xi1>, tensor<32x16x8x10xf32>
  %spread = dl.broadcast %mean dims [1] : tensor<16xf32> -> tensor<32x16x8x10xf32>
  %centred = dl.sub %x, %spread : tensor<32x16x8x10xf32>
  %product = dl.mul %dy, %centred : tensor<32x16x8x10xf32>
  %a = dl.reduce_sum %dy axes [0, 2, 3] : tensor<32x16x8x10xf32> -> tensor<16xf32>
  %b = dl.reduce_sum %product axes [0, 2, 3] : tensor<32x16x8x10xf32> -> tensor<16xf32>
  return %a, %b, %dy : tensor<16xf32>, tensor<16xf32>, tensor<32x16x8x10xf32>
}

// An epilogue that takes its vectors one by one.
func.func @activated(%x: tensor<48x20x9x7xf32>, %w: tensor<24x20x3x3xf32>, %bias: tensor<24xf32>) -> (tensor<48x24x9x7xf32>, tensor<24xf32>) {
  %conv = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<48x20x9x7xf32>, tensor<24x20x3x3xf32> -> tensor<48x24x9x7xf32>
  %spread = dl.broadcast %bias dims [1] : tensor<24xf32> -> tensor<48x24x9x7xf32>
  %sum = dl.add %conv, %spread : tensor<48x24x9x7xf32>
  %y = dl.tanh %sum : tensor<48x24x9x7xf32>
  %s = dl.reduce_sum %y axes [0, 2, 3] : tensor<48x24x9x7xf32> -> tensor<24xf32>
  return %y, %s : tensor<48x24x9x7xf32>, tensor<24xf32>
}

func.func @one_image(%x: tensor<1x20x16x16xf32>, %w: tensor<24x20x3x3xf32>) -> (tensor<1x24x16x16xf32>, tensor<24xf32>) {
  %y = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<1x20x16x16xf32>, tensor<24x20x3x3xf32> -> tensor<1x24x16x16xf32>
  %s = dl.reduce_sum %y axes [0, 2, 3] : tensor<1x24x16x16xf32> -> tensor<24xf32>
  return %y, %s : tensor<1x24x16x16xf32>, tensor<24xf32>
}

// DEFINE: %{options} =
// DEFINE: %{run} = dlc-run %s --compare=1e-5 --team=2 --slices=2 %{options}
// DEFINE: %{max} = %{run} --entry=max --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 --in arg3=random:4 --in arg4=random:5 --in arg5=random:6 --in arg6=random:7 --in arg7=random:8 --in arg8=random:9 --in arg9=random:10 --in arg10=random:11 --in arg11=random:12 --in arg12=random:13 --in arg13=random:14 --in arg14=random:15 --in arg15=random:16 --in arg16=random:17 --in arg17=random:18
// DEFINE: %{sum} = %{run} --entry=sum --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 --in arg3=random:4 --in arg4=random:5 --in arg5=random:6
// The adjoints of pooling against the reference, in both layouts.
//
// REDEFINE: %{options} = --layout=batch-innermost --target-cpu=native
// RUN: %{max} | FileCheck %s --check-prefix=MAX
// RUN: %{sum} | FileCheck %s --check-prefix=SUM
// REDEFINE: %{options} = --layout=batch-innermost --target-cpu=x86-64-v3
// RUN: %{max} | FileCheck %s --check-prefix=MAX
// RUN: %{sum} | FileCheck %s --check-prefix=SUM
// REDEFINE: %{options} = --layout=channels-last --target-cpu=native
// RUN: %{max} | FileCheck %s --check-prefix=MAX
// RUN: %{sum} | FileCheck %s --check-prefix=SUM
// REDEFINE: %{options} = --layout=channels-last --target-cpu=x86-64-v3
// RUN: %{max} | FileCheck %s --check-prefix=MAX
// RUN: %{sum} | FileCheck %s --check-prefix=SUM

// MAX: result0: largest difference
// MAX: result1: largest difference
// MAX: result2: largest difference
// MAX: result3: largest difference
// MAX: result4: largest difference
// MAX: result5: largest difference
// MAX: result6: largest difference
// MAX: result7: largest difference
// MAX: result8: largest difference
func.func @max(%x0: tensor<16x3x8x8xf32>, %g0: tensor<16x3x4x4xf32>, %x1: tensor<16x3x4x5xf32>, %g1: tensor<16x3x4x5xf32>, %x2: tensor<16x3x7x5xf32>, %g2: tensor<16x3x4x5xf32>, %x3: tensor<16x3x7x8xf32>, %g3: tensor<16x3x3x3xf32>, %x4: tensor<16x3x3x2xf32>, %g4: tensor<16x3x2x2xf32>, %x5: tensor<16x3x20x21xf32>, %g5: tensor<16x3x5x3xf32>, %x6: tensor<16x3x7x9xf32>, %g6: tensor<16x3x3x3xf32>, %x7: tensor<16x3x6x6xf32>, %g7: tensor<16x3x4x4xf32>, %x8: tensor<16x3x9x9xf32>, %g8: tensor<16x3x4x3xf32>)
    -> (tensor<16x3x8x8xf32>, tensor<16x3x4x5xf32>, tensor<16x3x7x5xf32>, tensor<16x3x7x8xf32>, tensor<16x3x3x2xf32>, tensor<16x3x20x21xf32>, tensor<16x3x7x9xf32>, tensor<16x3x6x6xf32>, tensor<16x3x9x9xf32>) {
  // Windows overlap, the stride divides the image.
  %y0, %i0 = dl.max_pool2d %x0 window [3, 3] strides [2, 2] low [1, 1] high [1, 1] : tensor<16x3x8x8xf32> -> tensor<16x3x4x4xf32>, tensor<16x3x4x4xui8>
  %dx0 = dl.max_unpool2d %g0, %i0 window [3, 3] strides [2, 2] low [1, 1] high [1, 1] : tensor<16x3x4x4xf32>, tensor<16x3x4x4xui8> -> tensor<16x3x8x8xf32>
  // A stride of one.
  %y1, %i1 = dl.max_pool2d %x1 window [3, 3] strides [1, 1] low [1, 1] high [1, 1] : tensor<16x3x4x5xf32> -> tensor<16x3x4x5xf32>, tensor<16x3x4x5xui8>
  %dx1 = dl.max_unpool2d %g1, %i1 window [3, 3] strides [1, 1] low [1, 1] high [1, 1] : tensor<16x3x4x5xf32>, tensor<16x3x4x5xui8> -> tensor<16x3x4x5xf32>
  // A last block of pixels that is cut.
  %y2, %i2 = dl.max_pool2d %x2 window [3, 2] strides [2, 1] low [1, 0] high [1, 1] : tensor<16x3x7x5xf32> -> tensor<16x3x4x5xf32>, tensor<16x3x4x5xui8>
  %dx2 = dl.max_unpool2d %g2, %i2 window [3, 2] strides [2, 1] low [1, 0] high [1, 1] : tensor<16x3x4x5xf32>, tensor<16x3x4x5xui8> -> tensor<16x3x7x5xf32>
  // Pixels that no window covers.
  %y3, %i3 = dl.max_pool2d %x3 window [2, 1] strides [3, 3] low [0, 0] high [1, 0] : tensor<16x3x7x8xf32> -> tensor<16x3x3x3xf32>, tensor<16x3x3x3xui8>
  %dx3 = dl.max_unpool2d %g3, %i3 window [2, 1] strides [3, 3] low [0, 0] high [1, 0] : tensor<16x3x3x3xf32>, tensor<16x3x3x3xui8> -> tensor<16x3x7x8xf32>
  // Low padding as large as the stride.
  %y4, %i4 = dl.max_pool2d %x4 window [3, 2] strides [2, 1] low [2, 0] high [0, 1] : tensor<16x3x3x2xf32> -> tensor<16x3x2x2xf32>, tensor<16x3x2x2xui8>
  %dx4 = dl.max_unpool2d %g4, %i4 window [3, 2] strides [2, 1] low [2, 0] high [0, 1] : tensor<16x3x2x2xf32>, tensor<16x3x2x2xui8> -> tensor<16x3x3x2xf32>
  // 256 elements: the last number of an index.
  %y5, %i5 = dl.max_pool2d %x5 window [16, 16] strides [3, 5] low [7, 4] high [3, 2] : tensor<16x3x20x21xf32> -> tensor<16x3x5x3xf32>, tensor<16x3x5x3xui8>
  %dx5 = dl.max_unpool2d %g5, %i5 window [16, 16] strides [3, 5] low [7, 4] high [3, 2] : tensor<16x3x5x3xf32>, tensor<16x3x5x3xui8> -> tensor<16x3x20x21xf32>
  // Windows side by side, and a rest of the image.
  %y6, %i6 = dl.max_pool2d %x6 window [2, 3] strides [2, 3] low [0, 0] high [0, 0] : tensor<16x3x7x9xf32> -> tensor<16x3x3x3xf32>, tensor<16x3x3x3xui8>
  %dx6 = dl.max_unpool2d %g6, %i6 window [2, 3] strides [2, 3] low [0, 0] high [0, 0] : tensor<16x3x3x3xf32>, tensor<16x3x3x3xui8> -> tensor<16x3x7x9xf32>
  // Windows side by side from the padding on.
  %y7, %i7 = dl.max_pool2d %x7 window [2, 2] strides [2, 2] low [1, 1] high [1, 1] : tensor<16x3x6x6xf32> -> tensor<16x3x4x4xf32>, tensor<16x3x4x4xui8>
  %dx7 = dl.max_unpool2d %g7, %i7 window [2, 2] strides [2, 2] low [1, 1] high [1, 1] : tensor<16x3x4x4xf32>, tensor<16x3x4x4xui8> -> tensor<16x3x6x6xf32>
  // Two strides.
  %y8, %i8 = dl.max_pool2d %x8 window [4, 5] strides [3, 4] low [2, 3] high [3, 1] : tensor<16x3x9x9xf32> -> tensor<16x3x4x3xf32>, tensor<16x3x4x3xui8>
  %dx8 = dl.max_unpool2d %g8, %i8 window [4, 5] strides [3, 4] low [2, 3] high [3, 1] : tensor<16x3x4x3xf32>, tensor<16x3x4x3xui8> -> tensor<16x3x9x9xf32>
  return %dx0, %dx1, %dx2, %dx3, %dx4, %dx5, %dx6, %dx7, %dx8 : tensor<16x3x8x8xf32>, tensor<16x3x4x5xf32>, tensor<16x3x7x5xf32>, tensor<16x3x7x8xf32>, tensor<16x3x3x2xf32>, tensor<16x3x20x21xf32>, tensor<16x3x7x9xf32>, tensor<16x3x6x6xf32>, tensor<16x3x9x9xf32>
}

// SUM: result0: largest difference
// SUM: result1: largest difference
// SUM: result2: largest difference
// SUM: result3: largest difference
// SUM: result4: largest difference
// SUM: result5: largest difference
func.func @sum(%g0: tensor<16x3x4x4xf32>, %g1: tensor<16x3x4x5xf32>, %g2: tensor<16x3x3x3xf32>, %g3: tensor<16x3x4x3xf32>, %g4: tensor<16x3x4x6xf32>, %g5: tensor<16x3x9x6xf32>)
    -> (tensor<16x3x8x8xf32>, tensor<16x3x7x5xf32>, tensor<16x3x7x8xf32>, tensor<16x3x9x9xf32>, tensor<16x3x5x6xf32>, tensor<16x3x9x40xf32>) {
  // Windows overlap, the stride divides the image.
  %dx0 = dl.sum_unpool2d %g0 window [3, 3] strides [2, 2] low [1, 1] high [1, 1] : tensor<16x3x4x4xf32> -> tensor<16x3x8x8xf32>
  // A last block of pixels that is cut.
  %dx1 = dl.sum_unpool2d %g1 window [3, 2] strides [2, 1] low [1, 0] high [1, 1] : tensor<16x3x4x5xf32> -> tensor<16x3x7x5xf32>
  // Pixels that no window covers.
  %dx2 = dl.sum_unpool2d %g2 window [2, 1] strides [3, 3] low [0, 0] high [1, 0] : tensor<16x3x3x3xf32> -> tensor<16x3x7x8xf32>
  // Two strides.
  %dx3 = dl.sum_unpool2d %g3 window [4, 5] strides [3, 4] low [2, 3] high [3, 1] : tensor<16x3x4x3xf32> -> tensor<16x3x9x9xf32>
  // Windows in the padding alone.
  %dx4 = dl.sum_unpool2d %g4 window [2, 3] strides [2, 2] low [0, 5] high [4, 3] : tensor<16x3x4x6xf32> -> tensor<16x3x5x6xf32>
  // More elements than an index could count.
  %dx5 = dl.sum_unpool2d %g5 window [1, 300] strides [1, 7] low [0, 150] high [0, 149] : tensor<16x3x9x6xf32> -> tensor<16x3x9x40xf32>
  return %dx0, %dx1, %dx2, %dx3, %dx4, %dx5 : tensor<16x3x8x8xf32>, tensor<16x3x7x5xf32>, tensor<16x3x7x8xf32>, tensor<16x3x9x9xf32>, tensor<16x3x5x6xf32>, tensor<16x3x9x40xf32>
}

// RUN: dlc-opt %s -verify-diagnostics --pass-pipeline='builtin.module(func.func(dl-assign-layouts{force=rows}))'

// expected-error@+1 {{there is no layout 'rows'; expected batch-innermost, channels-last or channel-blocked}}
func.func @f(%x: tensor<5x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<5x4x6x6xf32> {
  %0 = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<5x3x8x8xf32>, tensor<4x3x3x3xf32> -> tensor<5x4x6x6xf32>
  return %0 : tensor<5x4x6x6xf32>
}

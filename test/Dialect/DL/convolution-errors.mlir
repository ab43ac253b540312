// RUN: dlc-opt %s -split-input-file -verify-diagnostics

func.func @images(%x: tensor<4x5x5xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+2 {{'dl.conv2d' op needs images [N, C, H, W], got 'tensor<4x5x5xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<4x5x5xf32>, tensor<6x4x3x3xf32> -> tensor<6x3x3xf32>
  return
}

// -----

func.func @filters(%x: tensor<2x4x5x5xf32>, %w: tensor<4x3x3xf32>) {
  // expected-error @+2 {{'dl.conv2d' op needs filters [O, C/groups, KH, KW], got 'tensor<4x3x3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x4x5x5xf32>, tensor<4x3x3xf32> -> tensor<2x1x3x3xf32>
  return
}

// -----

func.func @element(%x: tensor<2x4x5x5xf32>, %w: tensor<6x4x3x3xf64>) {
  // expected-error @+2 {{needs images and filters of one element type, got 'tensor<2x4x5x5xf32>' and 'tensor<6x4x3x3xf64>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x4x5x5xf32>, tensor<6x4x3x3xf64> -> tensor<2x6x3x3xf32>
  return
}

// -----

func.func @pair(%x: tensor<2x4x5x5xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+2 {{needs two strides, for height and width, got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x4x5x5xf32>, tensor<6x4x3x3xf32> -> tensor<2x6x3x3xf32>
  return
}

// -----

func.func @stride(%x: tensor<2x4x5x5xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+2 {{strides must be at least 1 and less than 2^31, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1, 0] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x4x5x5xf32>, tensor<6x4x3x3xf32> -> tensor<2x6x3x3xf32>
  return
}

// -----

func.func @low(%x: tensor<2x4x5x5xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+2 {{low paddings must be at least 0 and less than 2^31, got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1, 1] low [-1, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x4x5x5xf32>, tensor<6x4x3x3xf32> -> tensor<2x6x3x3xf32>
  return
}

// -----

func.func @high(%x: tensor<2x4x5x5xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+2 {{high paddings must be at least 0 and less than 2^31, got -2}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, -2] dilations [1, 1] groups 1
    : tensor<2x4x5x5xf32>, tensor<6x4x3x3xf32> -> tensor<2x6x3x3xf32>
  return
}

// -----

func.func @dilation(%x: tensor<2x4x5x5xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+2 {{dilations must be at least 1 and less than 2^31, got 9223372036854775807}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 9223372036854775807] groups 1
    : tensor<2x4x5x5xf32>, tensor<6x4x3x3xf32> -> tensor<2x6x3x3xf32>
  return
}

// -----

func.func @empty_kernel(%x: tensor<2x4x5x5xf32>, %w: tensor<6x4x0x3xf32>) {
  // expected-error @+2 {{window sizes must be at least 1 and less than 2^31, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x4x5x5xf32>, tensor<6x4x0x3xf32> -> tensor<2x6x6x3xf32>
  return
}

// -----

func.func @large_kernel(%x: tensor<2x4x5x5xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+2 {{windows cover 9 elements of the 8 that dimension 3 of 'tensor<2x4x5x5xf32>' has with its padding}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 1] high [0, 2] dilations [1, 4] groups 1
    : tensor<2x4x5x5xf32>, tensor<6x4x3x3xf32> -> tensor<2x6x3x1xf32>
  return
}

// -----

func.func @no_group(%x: tensor<2x4x5x5xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+2 {{needs at least one group, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 0
    : tensor<2x4x5x5xf32>, tensor<6x4x3x3xf32> -> tensor<2x6x3x3xf32>
  return
}

// -----

func.func @groups_of_channels(%x: tensor<2x4x5x5xf32>, %w: tensor<6x1x3x3xf32>) {
  // expected-error @+2 {{cannot divide the 4 channels of 'tensor<2x4x5x5xf32>' and the 6 filters of 'tensor<6x1x3x3xf32>' into 3 groups}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 3
    : tensor<2x4x5x5xf32>, tensor<6x1x3x3xf32> -> tensor<2x6x3x3xf32>
  return
}

// -----

func.func @groups_of_filters(%x: tensor<2x4x5x5xf32>, %w: tensor<6x1x3x3xf32>) {
  // expected-error @+2 {{cannot divide the 4 channels of 'tensor<2x4x5x5xf32>' and the 6 filters of 'tensor<6x1x3x3xf32>' into 4 groups}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 4
    : tensor<2x4x5x5xf32>, tensor<6x1x3x3xf32> -> tensor<2x6x3x3xf32>
  return
}

// -----

func.func @channels(%x: tensor<2x4x5x5xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+2 {{filters of 'tensor<6x4x3x3xf32>' have 4 channels, but each of 2 groups of 'tensor<2x4x5x5xf32>' has 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 2
    : tensor<2x4x5x5xf32>, tensor<6x4x3x3xf32> -> tensor<2x6x3x3xf32>
  return
}

// -----

func.func @result(%x: tensor<2x4x5x5xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+2 {{failed to infer returned types}}
  // expected-error @+1 {{inferred type(s) 'tensor<2x6x3x3xf32>' are incompatible with return type(s) of operation 'tensor<2x6x5x5xf32>'}}
  %y = dl.conv2d %x, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x4x5x5xf32>, tensor<6x4x3x3xf32> -> tensor<2x6x5x5xf32>
  return
}

// -----

func.func @input_gradient_filters(%g: tensor<2x6x3x3xf32>, %w: tensor<4x3x3xf32>) {
  // expected-error @+1 {{'dl.conv2d_input_gradient' op needs filters [O, C/groups, KH, KW], got 'tensor<4x3x3xf32>'}}
  %x = dl.conv2d_input_gradient %g, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x6x3x3xf32>, tensor<4x3x3xf32> -> tensor<2x4x5x5xf32>
  return
}

// -----

func.func @input_gradient_image(%g: tensor<2x6x3x3xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'dl.conv2d_input_gradient' op windows cover 3 elements of the 2 that dimension 2 of 'tensor<2x4x2x5xf32>' has with its padding}}
  %x = dl.conv2d_input_gradient %g, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x6x3x3xf32>, tensor<6x4x3x3xf32> -> tensor<2x4x2x5xf32>
  return
}

// -----

func.func @input_gradient_cotangent(%g: tensor<2x6x3x3xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{needs a cotangent of type 'tensor<2x6x4x3xf32>', that of the convolution of 'tensor<2x4x6x5xf32>' with 'tensor<6x4x3x3xf32>', got 'tensor<2x6x3x3xf32>'}}
  %x = dl.conv2d_input_gradient %g, %w strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x6x3x3xf32>, tensor<6x4x3x3xf32> -> tensor<2x4x6x5xf32>
  return
}

// -----

func.func @weight_gradient_filters(%x: tensor<2x4x5x5xf32>, %g: tensor<2x6x3x3xf32>) {
  // expected-error @+1 {{'dl.conv2d_weight_gradient' op needs filters [O, C/groups, KH, KW], got 'tensor<6x36xf32>'}}
  %w = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x4x5x5xf32>, tensor<2x6x3x3xf32> -> tensor<6x36xf32>
  return
}

// -----

func.func @weight_gradient_groups(%x: tensor<2x4x5x5xf32>, %g: tensor<2x6x3x3xf32>) {
  // expected-error @+1 {{'dl.conv2d_weight_gradient' op filters of 'tensor<6x4x3x3xf32>' have 4 channels, but each of 2 groups of 'tensor<2x4x5x5xf32>' has 2}}
  %w = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 2
    : tensor<2x4x5x5xf32>, tensor<2x6x3x3xf32> -> tensor<6x4x3x3xf32>
  return
}

// -----

func.func @weight_gradient_cotangent(%x: tensor<2x4x5x5xf32>, %g: tensor<2x6x3x3xf32>) {
  // expected-error @+1 {{needs a cotangent of type 'tensor<2x5x3x3xf32>', that of the convolution of 'tensor<2x4x5x5xf32>' with 'tensor<5x4x3x3xf32>', got 'tensor<2x6x3x3xf32>'}}
  %w = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<2x4x5x5xf32>, tensor<2x6x3x3xf32> -> tensor<5x4x3x3xf32>
  return
}

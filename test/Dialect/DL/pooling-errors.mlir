// RUN: dlc-opt %s -split-input-file -verify-diagnostics

func.func @images(%x: tensor<4x6x6xf32>) {
  // expected-error @+2 {{'dl.max_pool2d' op needs images [N, C, H, W], got 'tensor<4x6x6xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y, %i = dl.max_pool2d %x window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<4x6x6xf32> -> tensor<4x3x3xf32>, tensor<4x3x3xui8>
  return
}

// -----

func.func @pair(%x: tensor<2x4x6x6xf32>) {
  // expected-error @+2 {{'dl.sum_pool2d' op needs two window sizes, for height and width, got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.sum_pool2d %x window [1, 2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<2x4x6x6xf32> -> tensor<2x4x3x3xf32>
  return
}

// -----

func.func @stride(%x: tensor<2x4x6x6xf32>) {
  // expected-error @+2 {{'dl.sum_pool2d' op strides must be at least 1 and less than 2^31, got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.sum_pool2d %x window [2, 2] strides [2, -1] low [0, 0] high [0, 0]
    : tensor<2x4x6x6xf32> -> tensor<2x4x3x3xf32>
  return
}

// -----

func.func @large_window(%x: tensor<2x4x6x6xf32>) {
  // expected-error @+2 {{'dl.sum_pool2d' op windows cover 8 elements of the 7 that dimension 2 of 'tensor<2x4x6x6xf32>' has with its padding}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.sum_pool2d %x window [8, 2] strides [2, 2] low [0, 0] high [1, 0]
    : tensor<2x4x6x6xf32> -> tensor<2x4x1x3xf32>
  return
}

// -----

func.func @eight_bits(%x: tensor<2x4x20x20xf32>) {
  // expected-error @+2 {{'dl.max_pool2d' op windows have at most 256 elements, got 272}}
  // expected-error @+1 {{failed to infer returned types}}
  %y, %i = dl.max_pool2d %x window [16, 17] strides [1, 1] low [0, 0] high [0, 0]
    : tensor<2x4x20x20xf32> -> tensor<2x4x5x4xf32>, tensor<2x4x5x4xui8>
  return
}

// -----

func.func @first_in_padding(%x: tensor<2x4x6x6xf32>) {
  // expected-error @+2 {{'dl.max_pool2d' op window at place 0 of dimension 2 of 'tensor<2x4x6x6xf32>' lies wholly in the padding}}
  // expected-error @+1 {{failed to infer returned types}}
  %y, %i = dl.max_pool2d %x window [2, 2] strides [2, 2] low [2, 0] high [0, 0]
    : tensor<2x4x6x6xf32> -> tensor<2x4x4x3xf32>, tensor<2x4x4x3xui8>
  return
}

// -----

func.func @last_in_padding(%x: tensor<2x4x6x6xf32>) {
  // expected-error @+2 {{'dl.max_pool2d' op window at place 3 of dimension 3 of 'tensor<2x4x6x6xf32>' lies wholly in the padding}}
  // expected-error @+1 {{failed to infer returned types}}
  %y, %i = dl.max_pool2d %x window [2, 2] strides [2, 2] low [0, 0] high [0, 2]
    : tensor<2x4x6x6xf32> -> tensor<2x4x3x4xf32>, tensor<2x4x3x4xui8>
  return
}

// -----

func.func @index_element(%x: tensor<2x4x6x6xf32>) {
  // expected-error @+1 {{'dl.max_pool2d' op result #1 must be statically shaped tensor of 8-bit unsigned integer values, but got 'tensor<2x4x3x3xi32>'}}
  %y, %i = dl.max_pool2d %x window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<2x4x6x6xf32> -> tensor<2x4x3x3xf32>, tensor<2x4x3x3xi32>
  return
}

// -----

func.func @select_index(%x: tensor<2x4x6x6xf32>, %i: tensor<2x4x6x6xui8>) {
  // expected-error @+2 {{'dl.pool_select' op needs indices of type 'tensor<2x4x3x3xui8>', got 'tensor<2x4x6x6xui8>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.pool_select %x, %i window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<2x4x6x6xf32>, tensor<2x4x6x6xui8> -> tensor<2x4x3x3xf32>
  return
}

// -----

func.func @select_windows(%x: tensor<2x4x6x6xf32>, %i: tensor<2x4x3x3xui8>) {
  // expected-error @+2 {{'dl.pool_select' op windows have at most 256 elements, got 289}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.pool_select %x, %i window [17, 17] strides [2, 2] low [10, 10] high [10, 10]
    : tensor<2x4x6x6xf32>, tensor<2x4x3x3xui8> -> tensor<2x4x3x3xf32>
  return
}

// -----

func.func @unpool_windows(%g: tensor<2x4x4x3xf32>, %i: tensor<2x4x4x3xui8>) {
  // expected-error @+1 {{'dl.max_unpool2d' op window at place 0 of dimension 2 of 'tensor<2x4x6x6xf32>' lies wholly in the padding}}
  %x = dl.max_unpool2d %g, %i window [2, 2] strides [2, 2] low [2, 0] high [0, 0]
    : tensor<2x4x4x3xf32>, tensor<2x4x4x3xui8> -> tensor<2x4x6x6xf32>
  return
}

// -----

func.func @unpool_cotangent(%g: tensor<2x4x3x4xf32>, %i: tensor<2x4x3x3xui8>) {
  // expected-error @+1 {{'dl.max_unpool2d' op needs a cotangent of type 'tensor<2x4x3x3xf32>', that of 'tensor<2x4x6x6xf32>' pooled, got 'tensor<2x4x3x4xf32>'}}
  %x = dl.max_unpool2d %g, %i window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<2x4x3x4xf32>, tensor<2x4x3x3xui8> -> tensor<2x4x6x6xf32>
  return
}

// -----

func.func @unpool_index(%g: tensor<2x4x3x3xf32>, %i: tensor<2x4x3x4xui8>) {
  // expected-error @+1 {{'dl.max_unpool2d' op needs indices of type 'tensor<2x4x3x3xui8>', got 'tensor<2x4x3x4xui8>'}}
  %x = dl.max_unpool2d %g, %i window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<2x4x3x3xf32>, tensor<2x4x3x4xui8> -> tensor<2x4x6x6xf32>
  return
}

// -----

func.func @sum_unpool_windows(%g: tensor<2x4x3x3xf32>) {
  // expected-error @+1 {{'dl.sum_unpool2d' op windows cover 2 elements of the 1 that dimension 2 of 'tensor<2x4x1x6xf32>' has with its padding}}
  %x = dl.sum_unpool2d %g window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<2x4x3x3xf32> -> tensor<2x4x1x6xf32>
  return
}

// -----

func.func @sum_unpool_cotangent(%g: tensor<2x4x3x3xf32>) {
  // expected-error @+1 {{'dl.sum_unpool2d' op needs a cotangent of type 'tensor<2x4x4x3xf32>', that of 'tensor<2x4x8x6xf32>' pooled, got 'tensor<2x4x3x3xf32>'}}
  %x = dl.sum_unpool2d %g window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<2x4x3x3xf32> -> tensor<2x4x8x6xf32>
  return
}

// RUN: dlc-opt %s -split-input-file -verify-diagnostics

func.func @rank(%x: tensor<3xf32>, %y: tensor<3xf32>) {
  // expected-error @+2 {{'dl.matmul' op needs two operands of one element type, one rank of at least 2 and equal leading dimensions, got 'tensor<3xf32>' and 'tensor<3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = dl.matmul %x, %y : tensor<3xf32>, tensor<3xf32> -> tensor<f32>
  return
}

// -----

func.func @element(%x: tensor<2x3xf32>, %y: tensor<3x2xf64>) {
  // expected-error @+2 {{needs two operands of one element type}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = dl.matmul %x, %y : tensor<2x3xf32>, tensor<3x2xf64> -> tensor<2x2xf32>
  return
}

// -----

func.func @batch(%x: tensor<4x2x3xf32>, %y: tensor<5x3x2xf32>) {
  // expected-error @+2 {{equal leading dimensions, got 'tensor<4x2x3xf32>' and 'tensor<5x3x2xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = dl.matmul %x, %y : tensor<4x2x3xf32>, tensor<5x3x2xf32> -> tensor<4x2x2xf32>
  return
}

// -----

func.func @inner(%x: tensor<2x3xf32>, %y: tensor<4x2xf32>) {
  // expected-error @+2 {{sums over 3 elements of 'tensor<2x3xf32>' but 4 of 'tensor<4x2xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = dl.matmul %x, %y : tensor<2x3xf32>, tensor<4x2xf32> -> tensor<2x2xf32>
  return
}

// -----

func.func @inner_transposed(%x: tensor<2x3xf32>, %y: tensor<3x4xf32>) {
  // expected-error @+2 {{sums over 3 elements of 'tensor<2x3xf32>' but 4 of 'tensor<3x4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = dl.matmul %x, %y transpose_rhs : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x3xf32>
  return
}

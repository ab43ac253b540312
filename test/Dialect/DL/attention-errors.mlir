// RUN: dlc-opt %s -split-input-file -verify-diagnostics

func.func @rank(%q: tensor<2x3x4xf32>, %k: tensor<2x3x4xf32>) {
  // expected-error @+1 {{'dl.attention' op needs a query [B, H, T, D] and a key [B, G, S, D] of one element type, got 'tensor<2x3x4xf32>' and 'tensor<2x3x4xf32>'}}
  %y = dl.attention %q, %k, %k scale 1.0 : tensor<2x3x4xf32>, tensor<2x3x4xf32>
  return
}

// -----

func.func @depth(%q: tensor<2x4x3x8xf32>, %k: tensor<2x4x3x4xf32>) {
  // expected-error @+1 {{needs a query [B, H, T, D] and a key [B, G, S, D] of one element type, got 'tensor<2x4x3x8xf32>' and 'tensor<2x4x3x4xf32>'}}
  %y = dl.attention %q, %k, %k scale 1.0 : tensor<2x4x3x8xf32>, tensor<2x4x3x4xf32>
  return
}

// -----

func.func @element(%q: tensor<2x4x3x8xf32>, %k: tensor<2x4x3x8xf64>) {
  // expected-error @+1 {{of one element type, got 'tensor<2x4x3x8xf32>' and 'tensor<2x4x3x8xf64>'}}
  %y = dl.attention %q, %k, %k scale 1.0 : tensor<2x4x3x8xf32>, tensor<2x4x3x8xf64>
  return
}

// -----

func.func @heads(%q: tensor<2x4x3x8xf32>, %k: tensor<2x3x3x8xf32>) {
  // expected-error @+1 {{cannot share 3 heads of 'tensor<2x3x3x8xf32>' among 4 of 'tensor<2x4x3x8xf32>'}}
  %y = dl.attention %q, %k, %k scale 1.0 : tensor<2x4x3x8xf32>, tensor<2x3x3x8xf32>
  return
}

// -----

func.func @mask(%q: tensor<2x4x3x8xf32>, %k: tensor<2x4x5x8xf32>, %m: tensor<2x3xi1>) {
  // expected-error @+1 {{needs a mask [2, 5], got 'tensor<2x3xi1>'}}
  %y = dl.attention %q, %k, %k mask %m scale 1.0 : tensor<2x4x3x8xf32>, tensor<2x4x5x8xf32>, tensor<2x3xi1>
  return
}

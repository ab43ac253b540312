// RUN: dlc-opt %s -split-input-file -verify-diagnostics

func.func @classes(%x: tensor<f32>, %l: tensor<i32>) {
  // expected-error @+2 {{'dl.softmax_cross_entropy' op needs logits with a class dimension, got 'tensor<f32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.softmax_cross_entropy %x, %l : tensor<f32>, tensor<i32> -> tensor<f32>
  return
}

// -----

func.func @labels(%x: tensor<4x10xf32>, %l: tensor<5xi32>) {
  // expected-error @+2 {{'dl.softmax_cross_entropy' op needs one label for each row of 'tensor<4x10xf32>', got 'tensor<5xi32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.softmax_cross_entropy %x, %l : tensor<4x10xf32>, tensor<5xi32> -> tensor<4xf32>
  return
}

// -----

func.func @accuracy(%x: tensor<4x10xf32>, %l: tensor<4x10xi32>) {
  // expected-error @+2 {{'dl.accuracy' op needs one label for each row of 'tensor<4x10xf32>', got 'tensor<4x10xi32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.accuracy %x, %l : tensor<4x10xf32>, tensor<4x10xi32> -> tensor<4xf32>
  return
}

// -----

func.func @dense(%x: tensor<f32>) {
  // expected-error @+2 {{'dl.softmax_cross_entropy_dense' op needs logits with a class dimension, got 'tensor<f32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.softmax_cross_entropy_dense %x, %x : tensor<f32> -> tensor<f32>
  return
}

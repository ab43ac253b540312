// RUN: dlc-opt %s -split-input-file -verify-diagnostics

func.func @concat_none() {
  // expected-error @+2 {{needs at least one operand}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = "dl.concat"() {axis = 0 : i64} : () -> tensor<2xf32>
  return
}

// -----

func.func @concat_axis(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{axis 2 is outside [0, 2)}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.concat %x, %x {axis = 2 : i64} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x6xf32>
  return
}

// -----

func.func @concat_shape(%x: tensor<2x3xf32>, %y: tensor<3x3xf32>) {
  // expected-error @+2 {{operands 'tensor<2x3xf32>' and 'tensor<3x3xf32>' differ in more than axis 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = dl.concat %x, %y {axis = 1 : i64} : (tensor<2x3xf32>, tensor<3x3xf32>) -> tensor<2x6xf32>
  return
}

// -----

func.func @concat_element(%x: tensor<2xf32>, %y: tensor<2xi32>) {
  // expected-error @+2 {{operands 'tensor<2xf32>' and 'tensor<2xi32>' differ in more than axis 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = dl.concat %x, %y {axis = 0 : i64} : (tensor<2xf32>, tensor<2xi32>) -> tensor<4xf32>
  return
}

// -----

func.func @gather(%t: tensor<f32>, %i: tensor<4xi32>) {
  // expected-error @+2 {{needs a table with rows, got 'tensor<f32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.gather %t[%i] : tensor<f32>, tensor<4xi32> -> tensor<4xf32>
  return
}

// -----

func.func @scatter_rank(%t: tensor<f32>, %i: tensor<4xi32>, %u: tensor<4xf32>) {
  // expected-error @+1 {{needs a base with rows, got 'tensor<f32>'}}
  %y = dl.scatter_add %t[%i], %u : tensor<f32>, tensor<4xi32>, tensor<4xf32>
  return
}

// -----

func.func @scatter_updates(%t: tensor<3x2xf32>, %i: tensor<4xi32>, %u: tensor<4x3xf32>) {
  // expected-error @+1 {{needs updates of type 'tensor<4x2xf32>', got 'tensor<4x3xf32>'}}
  %y = dl.scatter_add %t[%i], %u : tensor<3x2xf32>, tensor<4xi32>, tensor<4x3xf32>
  return
}

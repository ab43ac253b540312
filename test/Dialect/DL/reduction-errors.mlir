// RUN: dlc-opt %s -split-input-file -verify-diagnostics

func.func @order(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'dl.reduce_sum' op axes must increase strictly and be less than 2, the rank of 'tensor<2x3xf32>', got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.reduce_sum %x axes [1, 0] : tensor<2x3xf32> -> tensor<f32>
  return
}

// -----

func.func @range(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'dl.reduce_max' op axes must increase strictly and be less than 2, the rank of 'tensor<2x3xf32>', got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.reduce_max %x axes [2] : tensor<2x3xf32> -> tensor<2xf32>
  return
}

// -----

func.func @argmax(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'dl.argmax' op axes must increase strictly and be less than 2, the rank of 'tensor<2x3xf32>', got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.argmax %x {axis = -1 : i64} : tensor<2x3xf32> -> tensor<2xi32>
  return
}

// -----

func.func @type(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{failed to infer returned types}}
  // expected-error @+1 {{inferred type(s) 'tensor<2xf32>' are incompatible with return type(s) of operation 'tensor<3xf32>'}}
  %y = dl.reduce_mean %x axes [1] : tensor<2x3xf32> -> tensor<3xf32>
  return
}

// -----

func.func @mean_of_integers(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of 32-bit float or 64-bit float or bfloat16 type values}}
  %y = dl.reduce_mean %x axes [1] : tensor<2x3xi32> -> tensor<2xi32>
  return
}

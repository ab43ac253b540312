// RUN: dlc-opt %s -split-input-file -verify-diagnostics

func.func @axis(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'dl.normalize' op axes must increase strictly and be less than 2, the rank of 'tensor<2x3xf32>', got 2}}
  %y:3 = dl.normalize %x axes [0, 2] epsilon 1.0e-5 : tensor<2x3xf32>
  return
}

// -----

func.func @no_axis(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'dl.normalize' op needs at least one axis}}
  %y:3 = dl.normalize %x axes [] epsilon 1.0e-5 : tensor<2x3xf32>
  return
}

// -----

func.func @epsilon(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'dl.normalize' op epsilon must be at least 0, got -1.000000e+00}}
  %y:3 = dl.normalize %x axes [1] epsilon -1.0 : tensor<2x3xf32>
  return
}

// -----

func.func @valid_rows(%x: tensor<2x3xf32>, %n: tensor<i64>) {
  // expected-error @+1 {{'dl.normalize' op takes 'n_valid' only where dimension 0 is one of the axes}}
  %y:3 = dl.normalize %x, %n axes [1] epsilon 1.0e-5 : tensor<2x3xf32>
  return
}

// -----

func.func @integers(%x: tensor<2x3xi32>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of 32-bit float or 64-bit float or bfloat16 type values}}
  %y:3 = "dl.normalize"(%x) {axes = array<i64: 1>, epsilon = 1.0e-5 : f64} : (tensor<2x3xi32>) -> (tensor<2x3xi32>, tensor<2xi32>, tensor<2xi32>)
  return
}

// -----

func.func @rms_axis(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'dl.rms_normalize' op axes must increase strictly and be less than 2, the rank of 'tensor<2x3xf32>', got 0}}
  %y = dl.rms_normalize %x axes [1, 0] epsilon 1.0e-5 : tensor<2x3xf32>
  return
}

// -----

func.func @rms_no_axis(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'dl.rms_normalize' op needs at least one axis}}
  %y = dl.rms_normalize %x axes [] epsilon 1.0e-5 : tensor<2x3xf32>
  return
}

// -----

func.func @rms_epsilon(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'dl.rms_normalize' op epsilon must be at least 0}}
  %y = dl.rms_normalize %x axes [1] epsilon 0x7FF8000000000000 : tensor<2x3xf32>
  return
}

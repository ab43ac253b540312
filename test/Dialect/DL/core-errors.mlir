// RUN: dlc-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{has an unknown initialiser 'gaussian'}}
dl.variable @w parameter : tensor<4xf32> init "gaussian"

// -----

// expected-error @+1 {{initialiser 'glorot_uniform' needs the number 'fan_out'}}
dl.variable @w parameter : tensor<4x2xf32> init "glorot_uniform" {fan_in = 4 : i64}

// -----

// expected-error @+1 {{initialiser 'constant' needs the number 'value'}}
dl.variable @w parameter : tensor<4xf32> init "constant" {value = "one"}

// -----

// expected-error @+1 {{initialiser 'orthogonal' needs at least 2 dimensions, got 'tensor<4xf32>'}}
dl.variable @w parameter : tensor<4xf32> init "orthogonal" {gain = 1.0}

// -----

// expected-error @+1 {{is trainable, which only a parameter can be}}
dl.variable @count state : tensor<f32> init "zeros" trainable

// -----

func.func @dynamic(%x: tensor<?xf32>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor}}
  %y = dl.neg %x : tensor<?xf32>
  return
}

// -----

func.func @cast(%x: tensor<2xf32>) {
  // expected-error @+1 {{requires the same shape for all operands and results}}
  %y = dl.cast %x : tensor<2xf32> -> tensor<3xi32>
  return
}

// -----

func.func @iota() {
  // expected-error @+1 {{dimension 2 is outside [0, 2)}}
  %y = dl.iota {dimension = 2 : i64} : tensor<2x3xi32>
  return
}

// -----

func.func @mask(%n: tensor<i64>) {
  // expected-error @+1 {{result must have one dimension, the batch, but is 'tensor<2x3xf32>'}}
  %y = dl.row_mask %n : tensor<2x3xf32>
  return
}

// -----

func.func @yield(%x: tensor<2xf32>) {
  // expected-error @+1 {{'dl.yield' op expects parent op 'dl.group'}}
  dl.yield %x : tensor<2xf32>
}

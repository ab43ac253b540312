// RUN: dlc-opt %s -split-input-file -verify-diagnostics

func.func @clamp(%x: tensor<2xf32>) {
  // expected-error @+1 {{low 2.000000e+00 is not at most high 1.000000e+00}}
  %y = dl.clamp %x {low = 2.0 : f64, high = 1.0 : f64} : tensor<2xf32>
  return
}

// -----

func.func @clamp_nan(%x: tensor<2xf32>) {
  // expected-error @+1 {{is not at most high}}
  %y = dl.clamp %x {low = 0x7FF8000000000000 : f64, high = 1.0 : f64} : tensor<2xf32>
  return
}

// -----

func.func @add(%x: tensor<2xf32>, %y: tensor<3xf32>) {
  // expected-error @+1 {{requires the same type for all operands and results}}
  %z = "dl.add"(%x, %y) : (tensor<2xf32>, tensor<3xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @exp_of_integers(%x: tensor<2xi32>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of 32-bit float or 64-bit float or bfloat16 type values, but got 'tensor<2xi32>'}}
  %y = dl.exp %x : tensor<2xi32>
  return
}

// -----

func.func @compare(%x: tensor<2xf32>) {
  // expected-error @+1 {{requires the same shape for all operands and results}}
  %y = "dl.compare"(%x, %x) {predicate = #dl<predicate lt>} : (tensor<2xf32>, tensor<2xf32>) -> tensor<3xi1>
  return
}

// -----

func.func @select(%p: tensor<3xi1>, %x: tensor<2xf32>) {
  // expected-error @+1 {{requires the same shape for all operands and results}}
  %y = dl.select %p, %x, %x : tensor<3xi1>, tensor<2xf32>
  return
}

// -----

func.func @select_float(%p: tensor<2xf32>, %x: tensor<2xf32>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of 1-bit signless integer values}}
  %y = dl.select %p, %x, %x : tensor<2xf32>, tensor<2xf32>
  return
}

// RUN: dlc-opt %s -split-input-file -dlc-results-to-destinations -verify-diagnostics

// expected-error @+1 {{names the parameter 'w', which is not declared}}
func.func @predict(%w: tensor<4xf32> {dl.role = "parameter", dl.name = "w"}) {
  return
}

// -----

// expected-error @+1 {{has no offset, which dl-assign-offsets gives it}}
dl.variable @w parameter : tensor<4xf32> init "zeros"
func.func @predict(%w: tensor<4xf32> {dl.role = "parameter", dl.name = "w"}) {
  return
}

// -----

// expected-error @+1 {{needs 'dl.role' and 'dl.name' for each argument and result}}
func.func @predict(%x: tensor<4xf32>) {
  return
}

// -----

// expected-error @+1 {{names the scalar 'momentum', for which a call has no place}}
func.func @predict(%x: tensor<f32> {dl.role = "scalar", dl.name = "momentum"}) {
  return
}

// -----

// expected-error @+1 {{names the metric 'accuracy', for which a call has no place}}
func.func @predict(%x: tensor<f32> {dl.role = "input", dl.name = "x"})
    -> (tensor<f32> {dl.role = "metric", dl.name = "accuracy"}) {
  return %x : tensor<f32>
}

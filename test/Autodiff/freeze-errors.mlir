// RUN: dlc-opt %s --split-input-file --verify-diagnostics --dl-build-steps

// A pattern matches whole names only.
// expected-error @+2 {{the pattern 'fc' of 'freeze' matches no parameter}}
// expected-error @+1 {{the pattern '*.kernel' of 'freeze' matches no parameter}}
module attributes {dl.train = {freeze = ["fc", "fc*", "*.kernel"]}} {
  dl.variable @fc1.weight parameter : tensor<f32> init "ones" trainable
  dl.variable @fc.kernel.shape state : tensor<f32> init "ones"
  dl.variable @other parameter : tensor<f32> init "ones" trainable
}

// -----

// expected-error @+1 {{'freeze' matches all parameters; none is left to train}}
module attributes {dl.train = {freeze = ["*"]}} {
  dl.variable @w parameter : tensor<f32> init "ones" trainable
}

// RUN: dlc-opt %s --split-input-file --verify-diagnostics --dl-build-steps

// expected-error @+1 {{the pattern 'w' of 'lora' matches no parameter of two dimensions or more}}
module attributes {dl.train = {lora = {rank = 2, alpha = 6.0, targets = ["w"]}}} {
  dl.variable @w parameter : tensor<4xf32> init "ones" trainable
}

// -----

// expected-error @+1 {{'lora' needs a 'rank' of at least 1, a number 'alpha' and 'targets', got {alpha = 6.000000e+00 : f64, rank = 0 : i64, targets = ["w"]}}}
module attributes {dl.train = {lora = {rank = 0, alpha = 6.0, targets = ["w"]}}} {
  dl.variable @w parameter : tensor<4x4xf32> init "ones" trainable
}

// -----

module attributes {dl.train = {lora = {rank = 4, alpha = 6.0, targets = ["*"]}}} {
  // expected-error @+1 {{'lora' of rank 4 is too large for 'w' of 'tensor<9x3xf32>', whose own rank is at most 3}}
  dl.variable @w parameter : tensor<9x3xf32> init "ones" trainable
}

// RUN: dlc-opt %s -convert-dl-to-linalg -verify-diagnostics

// Groups belong to the optimised pipeline.
func.func @group(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{failed to legalize operation 'dl.group'}}
  %y = dl.group rows {
    %a = dl.neg %x : tensor<4xf32>
    dl.yield %a : tensor<4xf32>
  } : tensor<4xf32>
  return %y : tensor<4xf32>
}

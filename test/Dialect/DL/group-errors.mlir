// RUN: dlc-opt %s -split-input-file -verify-diagnostics
// What `dl.group`, the last level before kernels, refuses.

func.func @yield_outside(%x: tensor<4xf32>) {
  // expected-error@+1 {{'dl.yield' op expects parent op 'dl.group'}}
  dl.yield %x : tensor<4xf32>
}

// -----

func.func @unknown_kind(%x: tensor<4xf32>) {
  // expected-error@+2 {{failed to parse DL_GroupKindAttr parameter 'value'}}
  // expected-error@+1 {{custom op 'dl.group' expected ::dlc::dl::GroupKind to be one of: rows, columns, contraction, move}}
  %y = dl.group diagonal {
    dl.yield %x : tensor<4xf32>
  } : tensor<4xf32>
  return
}

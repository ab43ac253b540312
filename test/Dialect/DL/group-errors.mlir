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

// -----

func.func @other_terminator(%x: tensor<4xf32>) {
  // expected-error@+1 {{'dl.group' op must end with 'dl.yield', got 'llvm.unreachable'}}
  %y = dl.group rows {
    llvm.unreachable
  } : tensor<4xf32>
  return
}

// -----

func.func @too_few_yielded(%x: tensor<4xf32>) {
  // expected-note@+1 {{the group is here}}
  %y, %z = "dl.group"() <{kind = #dl<group_kind rows>}> ({
    // expected-error@+1 {{'dl.yield' op gives values of types ('tensor<4xf32>') to a group of results ('tensor<4xf32>', 'tensor<4xf32>')}}
    dl.yield %x : tensor<4xf32>
  }) : () -> (tensor<4xf32>, tensor<4xf32>)
  return
}

// -----

func.func @yielded_type(%x: tensor<4xf32>) {
  // expected-note@+1 {{the group is here}}
  %y = dl.group rows {
    // expected-error@+1 {{'dl.yield' op gives values of types ('tensor<4xf32>') to a group of results ('tensor<2x2xf32>')}}
    dl.yield %x : tensor<4xf32>
  } : tensor<2x2xf32>
  return
}

// -----

func.func @nested(%x: tensor<4xf32>) {
  %y = dl.group rows {
    // expected-error@+1 {{'dl.group' op cannot be in another group}}
    %z = dl.group rows {
      dl.yield %x : tensor<4xf32>
    } : tensor<4xf32>
    dl.yield %z : tensor<4xf32>
  } : tensor<4xf32>
  return
}

// -----

func.func @contraction_without_matmul(%x: tensor<4xf32>) {
  // expected-error@+1 {{'dl.group' op of kind 'contraction' holds one matmul or contract, got 0}}
  %y = dl.group contraction {
    %z = dl.neg %x : tensor<4xf32>
    dl.yield %z : tensor<4xf32>
  } : tensor<4xf32>
  return
}

// -----

func.func @rows_with_matmul(%x: tensor<4x4xf32>) {
  // expected-error@+1 {{'dl.group' op of kind 'rows' holds no matmul or contract, got 1}}
  %y = dl.group rows {
    %z = dl.matmul %x, %x : tensor<4x4xf32>, tensor<4x4xf32> -> tensor<4x4xf32>
    dl.yield %z : tensor<4x4xf32>
  } : tensor<4x4xf32>
  return
}

// -----

func.func @two_moves(%x: tensor<4x2xf32>) {
  // expected-error@+1 {{'dl.group' op of kind 'move' holds one op that moves elements, got 2}}
  %y = dl.group move {
    %t = dl.transpose %x [1, 0] : tensor<4x2xf32> -> tensor<2x4xf32>
    %z = dl.transpose %t [1, 0] : tensor<2x4xf32> -> tensor<4x2xf32>
    dl.yield %z : tensor<4x2xf32>
  } : tensor<4x2xf32>
  return
}

// -----

func.func @columns_with_move(%x: tensor<4x2xf32>) {
  // expected-error@+1 {{'dl.group' op of kind 'columns' holds no op that moves elements, got 1}}
  %y = dl.group columns {
    %t = dl.transpose %x [1, 0] : tensor<4x2xf32> -> tensor<2x4xf32>
    dl.yield %t : tensor<2x4xf32>
  } : tensor<2x4xf32>
  return
}

// RUN: dlc-opt %s -split-input-file -verify-diagnostics

func.func @broadcast_element(%x: tensor<3xf32>) {
  // expected-error @+1 {{changes the element type from 'f32' to 'i32'}}
  %y = dl.broadcast %x dims [1] : tensor<3xf32> -> tensor<2x3xi32>
  return
}

// -----

func.func @broadcast_count(%x: tensor<3xf32>) {
  // expected-error @+1 {{has 2 dims for an operand of rank 1}}
  %y = dl.broadcast %x dims [0, 1] : tensor<3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @broadcast_order(%x: tensor<3x2xf32>) {
  // expected-error @+1 {{dims must increase strictly and be less than the result's rank 2, got 0 after 1}}
  %y = dl.broadcast %x dims [1, 0] : tensor<3x2xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @broadcast_range(%x: tensor<3xf32>) {
  // expected-error @+1 {{dims must increase strictly and be less than the result's rank 2, got 2 after -1}}
  %y = dl.broadcast %x dims [2] : tensor<3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @broadcast_size(%x: tensor<1xf32>) {
  // expected-error @+1 {{dimension 0 of 'tensor<1xf32>' has another size than dimension 1 of 'tensor<2x3xf32>'}}
  %y = dl.broadcast %x dims [1] : tensor<1xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @reshape(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{cannot turn 6 elements of 'tensor<2x3xf32>' into 5 of 'tensor<5xf32>'}}
  %y = dl.reshape %x : tensor<2x3xf32> -> tensor<5xf32>
  return
}

// -----

func.func @transpose(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'dl.transpose' op needs a permutation of the 2 dimensions of 'tensor<2x3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.transpose %x [0, 0] : tensor<2x3xf32> -> tensor<2x2xf32>
  return
}

// -----

func.func @slice_count(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{needs one start, limit and stride for each of the 2 dimensions of 'tensor<2x3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.slice %x from [0] to [1] by [1] : tensor<2x3xf32> -> tensor<1x3xf32>
  return
}

// -----

func.func @slice_range(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{range from 1 to 4 by 1 is empty or outside dimension 1 of 'tensor<2x3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.slice %x from [0, 1] to [2, 4] by [1, 1] : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @slice_type(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{failed to infer returned types}}
  // expected-error @+1 {{inferred type(s) 'tensor<2x2xf32>' are incompatible with return type(s) of operation 'tensor<2x3xf32>'}}
  %y = dl.slice %x from [0, 0] to [2, 3] by [1, 2] : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @pad_count(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{needs a low and a high amount for each of the 2 dimensions of 'tensor<2x3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.pad %x low [0] high [0, 1] with 0.0 : tensor<2x3xf32> -> tensor<2x4xf32>
  return
}

// -----

func.func @pad_negative(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{amounts must not be negative, got -1 and 0 for dimension 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = dl.pad %x low [0, -1] high [0, 0] with 0.0 : tensor<2x3xf32> -> tensor<2x2xf32>
  return
}

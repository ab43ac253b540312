// RUN: dlc-opt %s -split-input-file -verify-diagnostics

func.func @axis(%x: tensor<2x3xf32>, %p: tensor<i64>) {
  // expected-error @+1 {{'dl.dynamic_slice' op axis 2 is outside [0, 2)}}
  %y = dl.dynamic_slice %x at %p axis 2 size 1 : tensor<2x3xf32>
  return
}

// -----

func.func @size(%x: tensor<2x3xf32>, %p: tensor<i64>) {
  // expected-error @+1 {{'dl.dynamic_slice' op size 4 is outside [1, 3], dimension 1 of 'tensor<2x3xf32>'}}
  %y = dl.dynamic_slice %x at %p axis 1 size 4 : tensor<2x3xf32>
  return
}

// -----

func.func @update_axis(%x: tensor<2x3xf32>, %p: tensor<i64>) {
  // expected-error @+1 {{'dl.dynamic_update_slice' op axis -1 is outside [0, 2)}}
  %y = dl.dynamic_update_slice %x, %x at %p axis -1 : tensor<2x3xf32>, tensor<2x3xf32>
  return
}

// -----

func.func @update_size(%x: tensor<2x3xf32>, %u: tensor<2x4xf32>, %p: tensor<i64>) {
  // expected-error @+1 {{update 'tensor<2x4xf32>' is no part along axis 1 of 'tensor<2x3xf32>'}}
  %y = dl.dynamic_update_slice %x, %u at %p axis 1 : tensor<2x3xf32>, tensor<2x4xf32>
  return
}

// -----

func.func @update_other(%x: tensor<2x3xf32>, %u: tensor<1x1xf32>, %p: tensor<i64>) {
  // expected-error @+1 {{update 'tensor<1x1xf32>' is no part along axis 1 of 'tensor<2x3xf32>'}}
  %y = dl.dynamic_update_slice %x, %u at %p axis 1 : tensor<2x3xf32>, tensor<1x1xf32>
  return
}

// -----

func.func @update_element(%x: tensor<2x3xf32>, %u: tensor<2x1xf64>, %p: tensor<i64>) {
  // expected-error @+1 {{update 'tensor<2x1xf64>' is no part along axis 1 of 'tensor<2x3xf32>'}}
  %y = dl.dynamic_update_slice %x, %u at %p axis 1 : tensor<2x3xf32>, tensor<2x1xf64>
  return
}

// -----

func.func @update_rank(%x: tensor<2x3xf32>, %u: tensor<2xf32>, %p: tensor<i64>) {
  // expected-error @+1 {{update 'tensor<2xf32>' is no part along axis 0 of 'tensor<2x3xf32>'}}
  %y = dl.dynamic_update_slice %x, %u at %p axis 0 : tensor<2x3xf32>, tensor<2xf32>
  return
}

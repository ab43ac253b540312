// RUN: dlc-opt %s --split-input-file --verify-diagnostics --dl-gradient="wrt=x"

// expected-error @+1 {{there is no function '@forward' to differentiate}}
module {
}

// -----

// expected-error @+1 {{'@forward' has no result named 'loss'}}
func.func @forward(%x: tensor<f32> {dl.name = "x"}) -> (tensor<f32> {dl.name = "cost"}) {
  return %x : tensor<f32>
}

// -----

// expected-error @+1 {{'@forward' has no argument of floating-point type named 'x'}}
func.func @forward(%z: tensor<f32> {dl.name = "z"}) -> (tensor<f32> {dl.name = "loss"}) {
  return %z : tensor<f32>
}

// -----

// expected-error @+1 {{'@forward' has no argument of floating-point type named 'x'}}
func.func @forward(%x: tensor<i32> {dl.name = "x"}) -> (tensor<f32> {dl.name = "loss"}) {
  %y = dl.cast %x : tensor<i32> -> tensor<f32>
  return %y : tensor<f32>
}

// -----

// expected-error @+1 {{result 'loss' of type 'tensor<i32>' has no derivative}}
func.func @forward(%x: tensor<f32> {dl.name = "x"}) -> (tensor<i32> {dl.name = "loss"}) {
  %y = dl.cast %x : tensor<f32> -> tensor<i32>
  return %y : tensor<i32>
}

// -----

// expected-error @+1 {{'x' does not influence 'loss'}}
func.func @forward(%x: tensor<f32> {dl.name = "x"}, %z: tensor<f32> {dl.name = "z"}) -> (tensor<f32> {dl.name = "loss"}) {
  %unused = dl.exp %x : tensor<f32>
  return %z : tensor<f32>
}

// -----

func.func @forward(%x: tensor<4xf32> {dl.name = "x"}) -> (tensor<f32> {dl.name = "loss"}) {
  // expected-error @+2 {{no gradient of 'loss' reaches 'x': every way leads through ops without derivative}}
  // expected-note @+1 {{'dl.cast' has no derivative other than zero and cuts off 'x': 'dl.cast' -> 'dl.cast' -> 'dl.reduce_sum' -> 'loss'}}
  %whole = dl.cast %x : tensor<4xf32> -> tensor<4xi32>
  %y = dl.cast %whole : tensor<4xi32> -> tensor<4xf32>
  %loss = dl.reduce_sum %y axes [0] : tensor<4xf32> -> tensor<f32>
  return %loss : tensor<f32>
}

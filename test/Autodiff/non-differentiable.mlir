// RUN: dlc-opt %s --split-input-file --verify-diagnostics --dl-build-steps

// Parameters that only a count of right answers depends on: one error for all of them.
module {
  dl.variable @w parameter : tensor<3x4xf32> init "ones" trainable
  dl.variable @b parameter : tensor<4xf32> init "ones" trainable
  func.func @forward(%w: tensor<3x4xf32> {dl.role = "parameter", dl.name = "w"},
                     %b: tensor<4xf32> {dl.role = "parameter", dl.name = "b"},
                     %x: tensor<5x3xf32> {dl.role = "input", dl.name = "x"},
                     %label: tensor<5xi32> {dl.role = "target", dl.name = "label"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %0 = dl.matmul %x, %w : tensor<5x3xf32>, tensor<3x4xf32> -> tensor<5x4xf32>
    %1 = dl.broadcast %b dims [1] : tensor<4xf32> -> tensor<5x4xf32>
    %2 = dl.add %0, %1 : tensor<5x4xf32>
    // expected-error @+2 {{no gradient of 'loss' reaches 'w', 'b': every way leads through ops without derivative}}
    // expected-note @+1 {{'dl.accuracy' has no derivative other than zero and cuts off 'w', 'b': 'dl.accuracy' -> 'dl.reduce_mean' -> 'loss'}}
    %3 = dl.accuracy %2, %label : tensor<5x4xf32>, tensor<5xi32> -> tensor<5xf32>
    %4 = dl.reduce_mean %3 axes [0] : tensor<5xf32> -> tensor<f32>
    return %4 : tensor<f32>
  }
}

// -----

// Each op that cuts something off is named, with what it cuts off. What reaches the loss another way
// as well, as %c does, is trained that way.
module {
  dl.variable @a parameter : tensor<4xf32> init "ones" trainable
  dl.variable @b parameter : tensor<4xf32> init "ones" trainable
  dl.variable @c parameter : tensor<4xf32> init "ones" trainable
  func.func @forward(%a: tensor<4xf32> {dl.role = "parameter", dl.name = "a"},
                     %b: tensor<4xf32> {dl.role = "parameter", dl.name = "b"},
                     %c: tensor<4xf32> {dl.role = "parameter", dl.name = "c"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %zero = dl.constant dense<0.0> : tensor<4xf32>
    // expected-error @+2 {{no gradient of 'loss' reaches 'a', 'b': every way leads through ops without derivative}}
    // expected-note @+1 {{'dl.compare' has no derivative other than zero and cuts off 'a': 'dl.compare' -> 'dl.select' -> 'dl.mul' -> 'dl.reduce_sum' -> 'loss'}}
    %0 = dl.compare gt %a, %c : tensor<4xf32>
    %1 = dl.select %0, %c, %zero : tensor<4xi1>, tensor<4xf32>
    // expected-note @+1 {{'dl.sign' has no derivative other than zero and cuts off 'b': 'dl.sign' -> 'dl.mul' -> 'dl.reduce_sum' -> 'loss'}}
    %2 = dl.sign %b : tensor<4xf32>
    %3 = dl.mul %1, %2 : tensor<4xf32>
    %4 = dl.reduce_sum %3 axes [0] : tensor<4xf32> -> tensor<f32>
    return %4 : tensor<f32>
  }
}

// -----

module {
  dl.variable @used parameter : tensor<f32> init "ones" trainable
  // expected-error @+1 {{'unused' does not influence 'loss'}}
  dl.variable @unused parameter : tensor<f32> init "ones" trainable
  func.func @forward(%w: tensor<f32> {dl.role = "parameter", dl.name = "used"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    return %w : tensor<f32>
  }
}

// RUN: dlc-opt %s --verify-diagnostics --allow-unregistered-dialect --dl-gradient

// All ops without a rule are named at once; those that lie on no way to the loss are not.
func.func @forward(%a: tensor<4xf32> {dl.name = "a"}, %b: tensor<4xf32> {dl.name = "b"},
                   %c: tensor<4xf32> {dl.name = "c"}) -> (tensor<f32> {dl.name = "loss"}) {
  // expected-error @+2 {{2 op(s) on the way to 'loss' have no rule of differentiation}}
  // expected-note @+1 {{'test.first' has no rule and cuts off 'a': 'test.first' -> 'dl.add' -> 'test.second' -> 'dl.add' -> 'dl.reduce_sum' -> 'loss'}}
  %0 = "test.first"(%a) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = dl.add %0, %b : tensor<4xf32>
  // expected-note @+1 {{'test.second' has no rule and cuts off 'a', 'b': 'test.second' -> 'dl.add' -> 'dl.reduce_sum' -> 'loss'}}
  %2 = "test.second"(%1) : (tensor<4xf32>) -> tensor<4xf32>
  %3 = "test.unrelated"(%b) : (tensor<4xf32>) -> tensor<4xf32>
  %4 = dl.add %2, %c : tensor<4xf32>
  %5 = dl.reduce_sum %4 axes [0] : tensor<4xf32> -> tensor<f32>
  return %5 : tensor<f32>
}

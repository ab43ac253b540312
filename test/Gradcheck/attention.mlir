// RUN: dlc-gradcheck %s

func.func @self(%q: tensor<2x3x5x4xf64> {dl.name = "q"}, %k: tensor<2x3x5x4xf64> {dl.name = "k"}, %v: tensor<2x3x5x4xf64> {dl.name = "v"})
    -> (tensor<2x3x5x4xf64> {dl.name = "y"}) {
  %y = dl.attention %q, %k, %v causal scale 0.5 : tensor<2x3x5x4xf64>, tensor<2x3x5x4xf64>
  return %y : tensor<2x3x5x4xf64>
}

// Four heads share two keys; more keys than queries.
func.func @grouped(%q: tensor<1x4x3x2xf64> {dl.name = "q"}, %k: tensor<1x2x7x2xf64> {dl.name = "k"}, %v: tensor<1x2x7x2xf64> {dl.name = "v"})
    -> (tensor<1x4x3x2xf64> {dl.name = "y"}) {
  %y = dl.attention %q, %k, %v causal scale 0.7 : tensor<1x4x3x2xf64>, tensor<1x2x7x2xf64>
  return %y : tensor<1x4x3x2xf64>
}

// The first rows see nothing: zeros, and no NaN in any derivative.
func.func @masked(%q: tensor<2x1x4x3xf64> {dl.name = "q"}, %k: tensor<2x1x3x3xf64> {dl.name = "k"}, %v: tensor<2x1x3x3xf64> {dl.name = "v"})
    -> (tensor<2x1x4x3xf64> {dl.name = "y"}) {
  %m = dl.constant dense<[[true, false, true], [false, false, false]]> : tensor<2x3xi1>
  %y = dl.attention %q, %k, %v mask %m causal scale 1.0 : tensor<2x1x4x3xf64>, tensor<2x1x3x3xf64>, tensor<2x3xi1>
  return %y : tensor<2x1x4x3xf64>
}

func.func @one(%q: tensor<1x1x1x1xf64> {dl.name = "q"}, %k: tensor<1x1x1x1xf64> {dl.name = "k"}, %v: tensor<1x1x1x1xf64> {dl.name = "v"})
    -> (tensor<1x1x1x1xf64> {dl.name = "y"}) {
  %y = dl.attention %q, %k, %v scale 1.0 : tensor<1x1x1x1xf64>, tensor<1x1x1x1xf64>
  return %y : tensor<1x1x1x1xf64>
}

func.func @wide(%q: tensor<1x1x2x17xf64> {dl.name = "q"}, %k: tensor<1x1x19x17xf64> {dl.name = "k"}, %v: tensor<1x1x19x17xf64> {dl.name = "v"})
    -> (tensor<1x1x2x17xf64> {dl.name = "y"}) {
  %y = dl.attention %q, %k, %v scale 0.2 : tensor<1x1x2x17xf64>, tensor<1x1x19x17xf64>
  return %y : tensor<1x1x2x17xf64>
}

// RUN: not dlc-gradcheck %s --order=1 | FileCheck %s

// The tool sees what is wrong: a difference across a kink, and NaN.
// CHECK: BAD kink order 1
func.func @kink(%x: tensor<13xf64> {dl.name = "x", check.low = -1.0e-6, check.high = 1.0e-6}) -> (tensor<13xf64> {dl.name = "y"}) {
  %y = dl.abs %x : tensor<13xf64>
  return %y : tensor<13xf64>
}

// CHECK: BAD nan order 1: {{-?}}nan
func.func @nan(%x: tensor<13xf64> {dl.name = "x", check.low = -2.0, check.high = -1.0}) -> (tensor<13xf64> {dl.name = "y"}) {
  %y = dl.log %x : tensor<13xf64>
  return %y : tensor<13xf64>
}

// CHECK: good right order 1
func.func @right(%x: tensor<13xf64> {dl.name = "x"}) -> (tensor<13xf64> {dl.name = "y"}) {
  %y = dl.neg %x : tensor<13xf64>
  return %y : tensor<13xf64>
}

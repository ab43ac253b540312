// RUN: dlc-opt %s -split-input-file -verify-diagnostics

func.func @softmax(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'dl.softmax' op axis -1 is outside [0, 2)}}
  %y = dl.softmax %x {axis = -1 : i64} : tensor<2x3xf32>
  return
}

// -----

func.func @log_softmax(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'dl.log_softmax' op axis 2 is outside [0, 2)}}
  %y = dl.log_softmax %x {axis = 2 : i64} : tensor<2x3xf32>
  return
}

// -----

func.func @dropout(%x: tensor<2xf32>, %s: tensor<i64>) {
  // expected-error @+1 {{rate 1.000000e+00 is outside [0, 1)}}
  %y = dl.dropout %x, %s, %s {rate = 1.0 : f64, stream = 0 : i64} : tensor<2xf32>
  return
}

// -----

func.func @uniform(%s: tensor<i64>) {
  // expected-error @+1 {{low 1.000000e+00 is not at most high 0.000000e+00}}
  %y = dl.random_uniform %s, %s {low = 1.0 : f64, high = 0.0 : f64, stream = 0 : i64} : tensor<2xf32>
  return
}

// -----

func.func @normal(%s: tensor<i64>) {
  // expected-error @+1 {{standard deviation -1.000000e+00 is negative}}
  %y = dl.random_normal %s, %s {mean = 0.0 : f64, std = -1.0 : f64, stream = 0 : i64} : tensor<2xf32>
  return
}

// -----

func.func @seed(%s: tensor<1xi64>, %c: tensor<i64>) {
  // expected-error @+1 {{operand #0 must be i64 tensor of rank 0, but got 'tensor<1xi64>'}}
  %y = "dl.random_normal"(%s, %c) {mean = 0.0 : f64, std = 1.0 : f64, stream = 0 : i64} : (tensor<1xi64>, tensor<i64>) -> tensor<2xf32>
  return
}

// -----

func.func @one_hot(%i: tensor<2x3xi32>) {
  // expected-error @+1 {{needs a result with one dimension, the classes, after those of 'tensor<2x3xi32>', got 'tensor<2x4xf32>'}}
  %y = dl.one_hot %i : tensor<2x3xi32> -> tensor<2x4xf32>
  return
}

// -----

func.func @one_hot_scalar(%i: tensor<i32>) {
  // expected-error @+1 {{needs a result with one dimension, the classes, after those of 'tensor<i32>', got 'tensor<f32>'}}
  %y = dl.one_hot %i : tensor<i32> -> tensor<f32>
  return
}

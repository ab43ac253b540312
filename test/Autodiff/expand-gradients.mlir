// RUN: dlc-opt %s --dl-expand-gradients --canonicalize --cse | FileCheck %s
// The ops of a derivative take the place of dl.gradient.

// d(sum x^2)/dx = 2 x; what the region sees around it is constant.
// CHECK-LABEL: func.func @square
// CHECK-SAME: (%[[X:.*]]: tensor<4xf32>)
// CHECK-NOT: dl.gradient
// CHECK: %[[D:.*]] = dl.add %[[X]], %[[X]]
// CHECK: return %[[D]]
func.func @square(%x: tensor<4xf32>) -> tensor<4xf32> {
  %d = dl.gradient "y" of ["x"] (%x) {
  ^bb0(%a: tensor<4xf32>):
    %y = dl.mul %a, %a : tensor<4xf32>
    dl.gradient_of %y : tensor<4xf32>
  } : (tensor<4xf32>) -> tensor<4xf32>
  return %d : tensor<4xf32>
}

// Two arguments of one value are two variables.
// CHECK-LABEL: func.func @twice
// CHECK-SAME: (%[[X:.*]]: tensor<f32>, %[[Z:.*]]: tensor<f32>)
// CHECK: return %[[X]], %[[Z]]
func.func @twice(%x: tensor<f32>, %z: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %d:2 = dl.gradient "y" of ["a", "b"] (%x, %x) {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %p = dl.mul %x, %a : tensor<f32>
    %q = dl.mul %z, %b : tensor<f32>
    %y = dl.add %p, %q : tensor<f32>
    dl.gradient_of %y : tensor<f32>
  } : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %d#0, %d#1 : tensor<f32>, tensor<f32>
}

// The derivative of a derivative: (x^3)'' = 6 x, as sums of x * x.
// CHECK-LABEL: func.func @second
// CHECK-NOT: dl.gradient
// CHECK: dl.add
func.func @second(%x: tensor<f32>) -> tensor<f32> {
  %d = dl.gradient "dy" of ["x"] (%x) {
  ^bb0(%a: tensor<f32>):
    %first = dl.gradient "y" of ["x"] (%a) {
    ^bb0(%b: tensor<f32>):
      %square = dl.mul %b, %b : tensor<f32>
      %y = dl.mul %square, %b : tensor<f32>
      dl.gradient_of %y : tensor<f32>
    } : (tensor<f32>) -> tensor<f32>
    dl.gradient_of %first : tensor<f32>
  } : (tensor<f32>) -> tensor<f32>
  return %d : tensor<f32>
}

// RUN: dlc-opt %s -convert-dl-to-linalg -canonicalize | FileCheck %s

// One compare and one select, which x86 has as one instruction, keep a NaN.
// CHECK-LABEL: @relu
func.func @relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: ^bb0(%[[X:.*]]: f32, %{{.*}}: f32):
  // CHECK-NEXT: %[[NEGATIVE:.*]] = arith.cmpf ogt, %[[ZERO:.*]], %[[X]] : f32
  // CHECK-NEXT: arith.select %[[NEGATIVE]], %[[ZERO]], %[[X]] : f32
  %y = dl.relu %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: @square
func.func @square(%x: tensor<4xf32>) -> tensor<4xf32> {
  %two = dl.constant dense<2.0> : tensor<f32>
  %exponent = dl.broadcast %two dims [] : tensor<f32> -> tensor<4xf32>
  // CHECK: ^bb0(%[[X:[a-z]*]]: f32, %{{.*}}: f32, %{{.*}}: f32):
  // CHECK-NEXT: arith.mulf %[[X]], %[[X]] : f32
  // CHECK-NOT: math.powf
  %y = dl.pow %x, %exponent : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: @pow
func.func @pow(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.powf
  %z = dl.pow %x, %y : tensor<4xf32>
  return %z : tensor<4xf32>
}

// CHECK-LABEL: @unsigned
// CHECK-SAME: tensor<4xi8>
func.func @unsigned(%x: tensor<4xui8>, %y: tensor<4xui8>) -> (tensor<4xi1>, tensor<4xf32>) {
  // CHECK: arith.cmpi ult
  %p = dl.compare lt %x, %y : tensor<4xui8>
  // CHECK: arith.uitofp %{{.*}} : i8 to f32
  %f = dl.cast %x : tensor<4xui8> -> tensor<4xf32>
  return %p, %f : tensor<4xi1>, tensor<4xf32>
}

// NaN compares unequal to all.
// CHECK-LABEL: @compare
func.func @compare(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xi1>, tensor<4xi1>) {
  // CHECK: arith.cmpf oeq
  %p = dl.compare eq %x, %y : tensor<4xf32>
  // CHECK: arith.cmpf une
  %q = dl.compare ne %x, %y : tensor<4xf32>
  return %p, %q : tensor<4xi1>, tensor<4xi1>
}

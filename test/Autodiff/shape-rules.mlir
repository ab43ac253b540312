// RUN: dlc-opt %s --split-input-file --dl-gradient="function=f of=y wrt=x" --canonicalize | FileCheck %s

// CHECK-LABEL: @gradient
// CHECK: dl.reduce_sum %{{.*}} axes [0, 2] : tensor<2x3x4xf32> -> tensor<3xf32>
func.func @f(%x: tensor<3xf32> {dl.name = "x"}) -> (tensor<2x3x4xf32> {dl.name = "y"}) {
  %y = dl.broadcast %x dims [1] : tensor<3xf32> -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK: dl.transpose %{{.*}} [2, 0, 1] : tensor<3x4x2xf32> -> tensor<2x3x4xf32>
func.func @f(%x: tensor<2x3x4xf32> {dl.name = "x"}) -> (tensor<3x4x2xf32> {dl.name = "y"}) {
  %y = dl.transpose %x [1, 2, 0] : tensor<2x3x4xf32> -> tensor<3x4x2xf32>
  return %y : tensor<3x4x2xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK: dl.reshape %{{.*}} : tensor<6xf32> -> tensor<2x3xf32>
func.func @f(%x: tensor<2x3xf32> {dl.name = "x"}) -> (tensor<6xf32> {dl.name = "y"}) {
  %y = dl.reshape %x : tensor<2x3xf32> -> tensor<6xf32>
  return %y : tensor<6xf32>
}

// -----

// A slice of every second element: zeros between, before and after.
// CHECK-LABEL: @gradient
// CHECK: %[[COLUMN:.*]] = dl.reshape %{{.*}} : tensor<3xf32> -> tensor<3x1xf32>
// CHECK: %[[SPREAD:.*]] = dl.pad %[[COLUMN]] low [0, 0] high [0, 1]
// CHECK: %[[FLAT:.*]] = dl.reshape %[[SPREAD]] : tensor<3x2xf32> -> tensor<6xf32>
// CHECK: dl.pad %[[FLAT]] low [1] high [2] with 0.0{{.*}} : tensor<6xf32> -> tensor<9xf32>
func.func @f(%x: tensor<9xf32> {dl.name = "x"}) -> (tensor<3xf32> {dl.name = "y"}) {
  %y = dl.slice %x from [1] to [6] by [2] : tensor<9xf32> -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// The last stride reaches past the end.
// CHECK-LABEL: @gradient
// CHECK: dl.slice %{{.*}} from [0] to [5] by [1] : tensor<6xf32> -> tensor<5xf32>
func.func @f(%x: tensor<5xf32> {dl.name = "x"}) -> (tensor<3xf32> {dl.name = "y"}) {
  %y = dl.slice %x from [0] to [5] by [2] : tensor<5xf32> -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK: dl.slice %{{.*}} from [1] to [4] by [1] : tensor<6xf32> -> tensor<3xf32>
func.func @f(%x: tensor<3xf32> {dl.name = "x"}) -> (tensor<6xf32> {dl.name = "y"}) {
  %y = dl.pad %x low [1] high [2] with 7.0 : tensor<3xf32> -> tensor<6xf32>
  return %y : tensor<6xf32>
}

// -----

// Only the wanted part of a concatenation is cut out.
// CHECK-LABEL: @gradient
// CHECK: %[[DX:.*]] = dl.slice %{{.*}} from [2] to [5] by [1] : tensor<5xf32> -> tensor<3xf32>
// CHECK-NOT: dl.slice
// CHECK: return %[[DX]]
func.func @f(%z: tensor<2xf32> {dl.name = "z"}, %x: tensor<3xf32> {dl.name = "x"}) -> (tensor<5xf32> {dl.name = "y"}) {
  %y = dl.concat %z, %x {axis = 0 : i64} : (tensor<2xf32>, tensor<3xf32>) -> tensor<5xf32>
  return %y : tensor<5xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK-SAME: %[[I:[^:]*]]: tensor<5xi32> {{.*}}, %[[G:[^:]*]]: tensor<5x2xf32>
// CHECK: %[[ZERO:.*]] = dl.constant dense<0.0
// CHECK: dl.scatter_add %[[ZERO]][%[[I]]], %[[G]]
func.func @f(%x: tensor<3x2xf32> {dl.name = "x"}, %i: tensor<5xi32> {dl.name = "i"}) -> (tensor<5x2xf32> {dl.name = "y"}) {
  %y = dl.gather %x[%i] : tensor<3x2xf32>, tensor<5xi32> -> tensor<5x2xf32>
  return %y : tensor<5x2xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK-SAME: %[[I:[^:]*]]: tensor<5xi32> {{.*}}, %[[G:[^:]*]]: tensor<3x2xf32> {dl.name = "cotangent"
// CHECK: dl.gather %[[G]][%[[I]]]
func.func @f(%b: tensor<3x2xf32> {dl.name = "b"}, %x: tensor<5x2xf32> {dl.name = "x"}, %i: tensor<5xi32> {dl.name = "i"}) -> (tensor<3x2xf32> {dl.name = "y"}) {
  %y = dl.scatter_add %b[%i], %x : tensor<3x2xf32>, tensor<5xi32>, tensor<5x2xf32>
  return %y : tensor<3x2xf32>
}

// RUN: dlc-opt %s --split-input-file --dl-gradient="function=f of=y" --canonicalize | FileCheck %s

// The result is read, not the operand: sigmoid(x)' = y (1 - y).
// CHECK-LABEL: @gradient
// CHECK-SAME: (%[[X:[^:]*]]: tensor<4xf32> {{.*}}, %[[G:[^:]*]]: tensor<4xf32> {dl.name = "cotangent", dl.role = "input"})
// CHECK-SAME: -> (tensor<4xf32> {dl.name = "x", dl.role = "gradient"})
// CHECK: %[[ONE:.*]] = dl.constant dense<1.0
// CHECK: %[[Y:.*]] = dl.sigmoid %[[X]]
// CHECK: %[[REST:.*]] = dl.sub %[[ONE]], %[[Y]]
// CHECK: %[[SLOPE:.*]] = dl.mul %[[Y]], %[[REST]]
// CHECK: %[[DX:.*]] = dl.mul %[[G]], %[[SLOPE]]
// CHECK: return %[[DX]]
func.func @f(%x: tensor<4xf32> {dl.name = "x"}) -> (tensor<4xf32> {dl.name = "y"}) {
  %y = dl.sigmoid %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: @gradient
// CHECK-DAG: %[[ZERO:.*]] = dl.constant dense<0.0
// CHECK-DAG: %[[Y:.*]] = dl.relu
// CHECK: %[[POSITIVE:.*]] = dl.compare gt %[[Y]], %[[ZERO]]
// CHECK: %[[DX:.*]] = dl.select %[[POSITIVE]], %{{.*}}, %[[ZERO]]
// CHECK: return %[[DX]]
func.func @f(%x: tensor<4xf32> {dl.name = "x"}) -> (tensor<4xf32> {dl.name = "y"}) {
  %y = dl.relu %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// With a negative slope the sign of the result says nothing about the operand's.
// CHECK-LABEL: @gradient
// CHECK-SAME: (%[[X:[^:]*]]: tensor<4xf32> {dl.name = "x"}
// CHECK-NOT: dl.leaky_relu
// CHECK: dl.compare gt %[[X]]
func.func @f(%x: tensor<4xf32> {dl.name = "x"}) -> (tensor<4xf32> {dl.name = "y"}) {
  %y = dl.leaky_relu %x {slope = -1.0 : f64} : tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// Both operands of a product, each once; x * x twice, summed.
// CHECK-LABEL: @gradient
// CHECK-SAME: (%[[X:[^:]*]]: tensor<4xf32> {{.*}}, %[[G:[^:]*]]: tensor<4xf32>
// CHECK: %[[PART:.*]] = dl.mul %[[G]], %[[X]]
// CHECK: dl.add
// CHECK-NOT: dl.mul %[[X]], %[[X]]
func.func @f(%x: tensor<4xf32> {dl.name = "x"}) -> (tensor<4xf32> {dl.name = "y"}) {
  %y = dl.mul %x, %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// A constant exponent of 2 needs neither a power nor the special case of 0, and no logarithm.
// CHECK-LABEL: @gradient
// CHECK-NOT: dl.pow
// CHECK-NOT: dl.log
// CHECK-NOT: dl.select
// CHECK: return
func.func @f(%x: tensor<4xf32> {dl.name = "x"}) -> (tensor<4xf32> {dl.name = "y"}) {
  %two = dl.constant dense<2.0> : tensor<f32>
  %e = dl.broadcast %two dims [] : tensor<f32> -> tensor<4xf32>
  %y = dl.pow %x, %e : tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// Equal operands share the gradient.
// CHECK-LABEL: @gradient
// CHECK: %[[HALF:.*]] = dl.constant dense<5.0
// CHECK: dl.compare eq
// CHECK: dl.compare gt
func.func @f(%x: tensor<4xf32> {dl.name = "x"}, %z: tensor<4xf32> {dl.name = "z"}) -> (tensor<4xf32> {dl.name = "y"}) {
  %y = dl.max %x, %z : tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// A cast gives the gradient in the operand's type; the condition of a select has none.
// CHECK-LABEL: @gradient
// CHECK: dl.select
// CHECK: dl.cast %{{.*}} : tensor<4xf64> -> tensor<4xf32>
func.func @f(%x: tensor<4xf32> {dl.name = "x"}, %c: tensor<4xi1> {dl.name = "c"}) -> (tensor<4xf64> {dl.name = "y"}) {
  %zero = dl.constant dense<0.0> : tensor<4xf64>
  %wide = dl.cast %x : tensor<4xf32> -> tensor<4xf64>
  %y = dl.select %c, %wide, %zero : tensor<4xi1>, tensor<4xf64>
  return %y : tensor<4xf64>
}

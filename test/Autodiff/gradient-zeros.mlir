// RUN: dlc-opt %s --dl-gradient="function=f of=y" | FileCheck %s
// RUN: dlc-opt %s --dl-gradient="function=g of=y allow-zeros=true" | FileCheck %s --check-prefix=ALL

// The derivative of sign is zero by definition, so its gradient is a constant and no error.
// CHECK-LABEL: @gradient
// CHECK: %[[ZERO:.*]] = dl.constant dense<0.0
// CHECK: return %[[ZERO]]
func.func @f(%x: tensor<4xf32> {dl.name = "x"}) -> (tensor<4xf32> {dl.name = "y"}) {
  %y = dl.sign %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// Asked for, zeros are given for all that has no other derivative.
// ALL-LABEL: @gradient
// ALL: %[[DZ:.*]] = dl.constant dense<0.0{{.*}}> : tensor<3xf32>
// ALL: return %{{.*}}, %[[DZ]] : tensor<4xf32>, tensor<3xf32>
func.func @g(%x: tensor<4xf32> {dl.name = "x"}, %z: tensor<3xf32> {dl.name = "z"}) -> (tensor<4xf32> {dl.name = "y"}) {
  %y = dl.exp %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

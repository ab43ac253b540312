// RUN: dlc-opt %s --dl-gradient="function=f of=y" -o %t.mlir
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: dlc-run %t.mlir --entry=gradient --in x=1,2,3 --in cotangent=1,10,100 | FileCheck %s --check-prefix=VALUES
// Not against differences, which see through it.

// d(x stop(x^2)) / dx = stop(x^2): the square of x is a constant.
// CHECK-LABEL: @gradient
// CHECK-SAME: %[[X:[^:]*]]: tensor<3xf32> {dl.name = "x"}, %[[G:[^:]*]]: tensor<3xf32> {dl.name = "cotangent"
// CHECK: %[[SQUARE:.*]] = dl.mul %[[X]], %[[X]]
// CHECK: %[[CONSTANT:.*]] = dl.stop_gradient %[[SQUARE]]
// CHECK: %[[DX:.*]] = dl.mul %[[G]], %[[CONSTANT]]
// CHECK-NEXT: return %[[DX]]

// VALUES: x: 1 40 900
func.func @f(%x: tensor<3xf32> {dl.name = "x"}) -> (tensor<3xf32> {dl.name = "y"}) {
  %square = dl.mul %x, %x : tensor<3xf32>
  %constant = dl.stop_gradient %square : tensor<3xf32>
  %y = dl.mul %x, %constant : tensor<3xf32>
  return %y : tensor<3xf32>
}

// RUN: dlc-run %s --gradcheck --in label=1,4,0 | FileCheck %s
// RUN: dlc-run %s --gradcheck --in label=1,4,0 --pipeline=optimised | FileCheck %s
// RUN: not dlc-run %s --gradcheck --in label=1,4,0 --in w=nan | FileCheck %s --check-prefix=NAN
// RUN: not dlc-run %s --gradcheck 2>&1 | FileCheck %s --check-prefix=LABEL

// CHECK: x: good, largest error
// CHECK: w: good, largest error
// NAN: x[0]: got nan, differences give nan
// NAN: x: bad
// LABEL: needs --in label=
func.func @f(%x: tensor<3x4xf32> {dl.name = "x"}, %w: tensor<4x5xf32> {dl.name = "w"},
             %label: tensor<3xi32> {dl.name = "label"}) -> tensor<3xf32> {
  %h = dl.matmul %x, %w : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>
  %g = dl.gelu %h : tensor<3x5xf32>
  %l = dl.softmax_cross_entropy %g, %label : tensor<3x5xf32>, tensor<3xi32> -> tensor<3xf32>
  return %l : tensor<3xf32>
}

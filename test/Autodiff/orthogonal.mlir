// RUN: dlc-opt %s --dl-build-steps -o %t.mlir
// RUN: dlc-run %t.mlir --entry=init --in seed=3 --pipeline=optimised | %python %S/Inputs/orthogonal.py 5
// RUN: dlc-run %t.mlir --entry=init --in seed=4 --pipeline=optimised | %python %S/Inputs/orthogonal.py 5
// RUN: grep -v skip %s | dlc-opt --dl-build-steps -o %t-one.mlir
// RUN: dlc-run %t-one.mlir --entry=init --in seed=3 | %python %S/Inputs/orthogonal.py 1

// The products of columns, or of rows where they are fewer, are those of an identity. One is enough for the reference
// pipeline, which takes long to compile this many loops.
module {
  dl.variable @wide_3x19 parameter : tensor<3x19xf32> init "orthogonal" {gain = 1.0} trainable
  dl.variable @one_1x1 parameter : tensor<1x1xf32> init "orthogonal" {gain = 1.0} trainable // skip
  dl.variable @square_24x24 parameter : tensor<24x24xf32> init "orthogonal" {gain = 1.0} trainable // skip
  dl.variable @tall_40x7 parameter : tensor<40x7xf32> init "orthogonal" {gain = 1.0} trainable // skip
  dl.variable @filters_8x18 parameter : tensor<8x2x3x3xf32> init "orthogonal" {gain = 1.0} trainable // skip
}

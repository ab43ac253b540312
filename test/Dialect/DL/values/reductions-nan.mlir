// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=nan,1,2,5,5,-inf,-inf,-inf,-inf
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// NaN wins; the first of equal maxima counts; a row with a NaN has no maximum, so the index is its
// size.

// CHECK: max: nan 5 -inf
// CHECK: min: nan -inf -inf
// CHECK: argmax: 3 0 0
func.func @f(%x: tensor<3x3xf32>)
    -> (tensor<3xf32> {dl.name = "max"},
        tensor<3xf32> {dl.name = "min"},
        tensor<3xi32> {dl.name = "argmax"}) {
  %max = dl.reduce_max %x axes [1] : tensor<3x3xf32> -> tensor<3xf32>
  %min = dl.reduce_min %x axes [1] : tensor<3x3xf32> -> tensor<3xf32>
  %argmax = dl.argmax %x {axis = 1 : i64} : tensor<3x3xf32> -> tensor<3xi32>
  return %max, %min, %argmax : tensor<3xf32>, tensor<3xf32>, tensor<3xi32>
}

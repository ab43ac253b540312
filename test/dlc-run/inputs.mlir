// RUN: %python -c "import numpy; numpy.save('%t.npy', numpy.array([[1, 2], [3, 4]], 'float32'))"
// RUN: dlc-run %s --in x=@%t.npy --in arg1=5 | FileCheck %s
// RUN: not dlc-run %s --in x=5 --in arg1=@%t.npy 2>&1 | FileCheck %s --check-prefix=SHAPE

// Files, one number for all elements, and names given or not.
// CHECK: sum: 6 7 8 9
// CHECK: result1: 5
// SHAPE: does not hold a row-major array of the right shape
func.func @f(%x: tensor<2x2xf32> {dl.name = "x"}, %y: tensor<f32>)
    -> (tensor<2x2xf32> {dl.name = "sum"}, tensor<f32>) {
  %spread = dl.broadcast %y dims [] : tensor<f32> -> tensor<2x2xf32>
  %sum = dl.add %x, %spread : tensor<2x2xf32>
  return %sum, %y : tensor<2x2xf32>, tensor<f32>
}

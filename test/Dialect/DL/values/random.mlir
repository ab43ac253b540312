// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=320255973501901 --in arg1=12345678901
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Philox 4x32-10 at elements 0, 11, …, 77; Inputs/philox.py computes the same numbers.

// CHECK: uniform: 2.5822 1.1464 2.5764 0.56502 0.041235 -0.37044 1.3825 1.9254
// CHECK: normal: 5.1568 2.2047 -1.8454 0.15697 -0.53346 4.2872 -0.77061 -2.2375
func.func @f(%seed: tensor<i64>, %counter: tensor<i64>)
    -> (tensor<8xf32> {dl.name = "uniform"},
        tensor<8xf32> {dl.name = "normal"}) {
  %u = dl.random_uniform %seed, %counter {low = -1.0 : f64, high = 3.0 : f64, stream = 9223372036854775802 : i64} : tensor<4x20xf32>
  %n = dl.random_normal %seed, %counter {mean = 1.0 : f64, std = 2.0 : f64, stream = 9223372036854775802 : i64} : tensor<4x20xf32>
  %u80 = dl.reshape %u : tensor<4x20xf32> -> tensor<80xf32>
  %n80 = dl.reshape %n : tensor<4x20xf32> -> tensor<80xf32>
  %uniform = dl.slice %u80 from [0] to [80] by [11] : tensor<80xf32> -> tensor<8xf32>
  %normal = dl.slice %n80 from [0] to [80] by [11] : tensor<80xf32> -> tensor<8xf32>
  return %uniform, %normal : tensor<8xf32>, tensor<8xf32>
}

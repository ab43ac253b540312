// DEFINE: %{run} = dlc-run %s --digits=5 \
// DEFINE:   --in arg0=1,2,3,4,5,6 \
// DEFINE:   --in arg1=2,0,-1,3,2 \
// DEFINE:   --in arg2=1,2,3,4,5,6,7,8,9,10
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Rows by index: twice the same adds twice, one outside gives zeros or is dropped.

// CHECK: gather: 5 6 1 2 0 0 0 0 5 6
// CHECK: scatter: 4 6 3 4 15 18
func.func @f(%t: tensor<3x2xf32>, %i: tensor<5xi32>, %u: tensor<5x2xf32>)
    -> (tensor<5x2xf32> {dl.name = "gather"},
        tensor<3x2xf32> {dl.name = "scatter"}) {
  %gather = dl.gather %t[%i] : tensor<3x2xf32>, tensor<5xi32> -> tensor<5x2xf32>
  %scatter = dl.scatter_add %t[%i], %u : tensor<3x2xf32>, tensor<5xi32>, tensor<5x2xf32>
  return %gather, %scatter : tensor<5x2xf32>, tensor<3x2xf32>
}

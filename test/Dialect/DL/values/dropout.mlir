// DEFINE: %{run} = dlc-run %s --digits=5 \
// DEFINE:   --in arg0=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20 \
// DEFINE:   --in arg1=1 \
// DEFINE:   --in arg2=2
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Keeps x / (1 - rate) where the uniform number is at least the rate.

// CHECK: u: 0.54992 0.95872 0.10383 0.93401 0.13399 0.27647 0.78282 0.40608 0.48484 0.16446 0.35966 0.97267 0.74684 0.38208 0.38754 0.54386 0.11864 0.21285 0.35152 0.80399
// CHECK: y: 0 5 0 10 0 0 17.5 0 0 0 0 30 32.5 0 0 0 0 0 0 50
func.func @f(%x: tensor<20xf32>, %seed: tensor<i64>, %counter: tensor<i64>)
    -> (tensor<20xf32> {dl.name = "u"},
        tensor<20xf32> {dl.name = "y"}) {
  %y = dl.dropout %x, %seed, %counter {rate = 0.6 : f64, stream = 3 : i64} : tensor<20xf32>
  %u = dl.random_uniform %seed, %counter {low = 0.0 : f64, high = 1.0 : f64, stream = 3 : i64} : tensor<20xf32>
  return %u, %y : tensor<20xf32>, tensor<20xf32>
}

// RUN: dlc-run %s --digits=6 --in arg0=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20 \
// RUN:   --in arg1=1 \
// RUN:   --in arg2=2 \
// RUN:   | FileCheck %s
// Keeps x / (1 - rate) where the uniform number is at least the rate.

// CHECK: u: 0.549916 0.958721 0.103831 0.934006 0.133988 0.276473 0.782817 0.406078 0.484843 0.164456 0.359661 0.972671 0.74684 0.382077 0.387536 0.54386 0.118641 0.212846 0.351518 0.803989
// CHECK: y: 0 5 0 10 0 0 17.5 0 0 0 0 30 32.5 0 0 0 0 0 0 50
func.func @f(%x: tensor<20xf32>, %seed: tensor<i64>, %counter: tensor<i64>)
    -> (tensor<20xf32> {dl.name = "u"},
        tensor<20xf32> {dl.name = "y"}) {
  %y = dl.dropout %x, %seed, %counter {rate = 0.6 : f64, stream = 3 : i64} : tensor<20xf32>
  %u = dl.random_uniform %seed, %counter {low = 0.0 : f64, high = 1.0 : f64, stream = 3 : i64} : tensor<20xf32>
  return %u, %y : tensor<20xf32>, tensor<20xf32>
}

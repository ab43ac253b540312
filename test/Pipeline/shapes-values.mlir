// DEFINE: %{in} = --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 --in arg3=random:4
// RUN: dlc-run %s %{in} --compare=1e-4
// RUN: dlc-run %s %{in} --compare=1e-12 --precision=f64 --target-cpu=x86-64-v3
// Products with M, N or K of 1, primes and tails of vectors; reductions over every choice of axes.

func.func @f(%a: tensor<1x17xf32>, %b: tensor<17x1xf32>, %c: tensor<31x17xf32>, %x: tensor<3x7x5xf32>)
    -> (tensor<1x1xf32>, tensor<17x17xf32>, tensor<1x31xf32>, tensor<31x1xf32>, tensor<31x31xf32>, tensor<17x17xf32>,
        tensor<7x5xf32>, tensor<3x5xf32>, tensor<3x7xf32>, tensor<5xf32>, tensor<7xf32>, tensor<3xf32>, tensor<f32>,
        tensor<3x7x5xf32>, tensor<3x7x5xf32>, tensor<3x7x5xf32>) {
  %m0 = dl.matmul %a, %b : tensor<1x17xf32>, tensor<17x1xf32> -> tensor<1x1xf32>
  %m1 = dl.matmul %b, %a : tensor<17x1xf32>, tensor<1x17xf32> -> tensor<17x17xf32>
  %m2 = dl.matmul %a, %c transpose_rhs : tensor<1x17xf32>, tensor<31x17xf32> -> tensor<1x31xf32>
  %m3 = dl.matmul %c, %b : tensor<31x17xf32>, tensor<17x1xf32> -> tensor<31x1xf32>
  %m4 = dl.matmul %c, %c transpose_rhs : tensor<31x17xf32>, tensor<31x17xf32> -> tensor<31x31xf32>
  %m5 = dl.matmul %c, %c transpose_lhs : tensor<31x17xf32>, tensor<31x17xf32> -> tensor<17x17xf32>
  %r0 = dl.reduce_sum %x axes [0] : tensor<3x7x5xf32> -> tensor<7x5xf32>
  %r1 = dl.reduce_max %x axes [1] : tensor<3x7x5xf32> -> tensor<3x5xf32>
  %r2 = dl.reduce_min %x axes [2] : tensor<3x7x5xf32> -> tensor<3x7xf32>
  %r3 = dl.reduce_prod %x axes [0, 1] : tensor<3x7x5xf32> -> tensor<5xf32>
  %r4 = dl.reduce_mean %x axes [0, 2] : tensor<3x7x5xf32> -> tensor<7xf32>
  %r5 = dl.reduce_max %x axes [1, 2] : tensor<3x7x5xf32> -> tensor<3xf32>
  %r6 = dl.reduce_sum %x axes [0, 1, 2] : tensor<3x7x5xf32> -> tensor<f32>
  %s0 = dl.softmax %x {axis = 0 : i64} : tensor<3x7x5xf32>
  %s1 = dl.log_softmax %x {axis = 1 : i64} : tensor<3x7x5xf32>
  %s2 = dl.softmax %x {axis = 2 : i64} : tensor<3x7x5xf32>
  return %m0, %m1, %m2, %m3, %m4, %m5, %r0, %r1, %r2, %r3, %r4, %r5, %r6, %s0, %s1, %s2
    : tensor<1x1xf32>, tensor<17x17xf32>, tensor<1x31xf32>, tensor<31x1xf32>, tensor<31x31xf32>, tensor<17x17xf32>,
      tensor<7x5xf32>, tensor<3x5xf32>, tensor<3x7xf32>, tensor<5xf32>, tensor<7xf32>, tensor<3xf32>, tensor<f32>,
      tensor<3x7x5xf32>, tensor<3x7x5xf32>, tensor<3x7x5xf32>
}

// DEFINE: %{in} = --in arg0=random:1 --in arg1=random:2 --in arg2=random:3
// RUN: dlc-run %s --entry=f %{in} --compare=1e-4 --team=3
// RUN: dlc-run %s --entry=f %{in} --compare=1e-4 --team=2 --slices=7 --target-cpu=x86-64-v3
// RUN: not dlc-run %s --entry=f %{in} --compare=1e-12 --team=2 | FileCheck %s
// RUN: dlc-run %s --entry=passes --in arg0=random:1 --compare=1e-9 --team=3 --slices=3
// Large enough to be cut into slices: threads that take turns, in either order, give the bits of one.
// Sums of thousands cannot be as exact as the reference's, which are kept in f64.
// CHECK: largest difference

func.func @f(%x: tensor<257x130xf32>, %w: tensor<130x300xf32>, %b: tensor<300xf32>)
    -> (tensor<257x300xf32>, tensor<300xf32>, tensor<300x257xf32>, tensor<f32>, tensor<130x300xf32>) {
  %0 = dl.matmul %x, %w : tensor<257x130xf32>, tensor<130x300xf32> -> tensor<257x300xf32>
  %1 = dl.broadcast %b dims [1] : tensor<300xf32> -> tensor<257x300xf32>
  %2 = dl.add %0, %1 : tensor<257x300xf32>
  %3 = dl.softmax %2 {axis = 1 : i64} : tensor<257x300xf32>
  %4 = dl.reduce_sum %3 axes [0] : tensor<257x300xf32> -> tensor<300xf32>
  %5 = dl.transpose %2 [1, 0] : tensor<257x300xf32> -> tensor<300x257xf32>
  %6 = dl.tanh %5 : tensor<300x257xf32>
  %7 = dl.reduce_mean %6 axes [0, 1] : tensor<300x257xf32> -> tensor<f32>
  %8 = dl.matmul %x, %3 transpose_lhs : tensor<257x130xf32>, tensor<257x300xf32> -> tensor<130x300xf32>
  return %3, %4, %6, %7, %8
    : tensor<257x300xf32>, tensor<300xf32>, tensor<300x257xf32>, tensor<f32>, tensor<130x300xf32>
}

// Kernels of several passes over one memory; the last slice is shorter.
func.func @passes(%x: tensor<5x40x8191xf32>) -> (tensor<5x43x8195xf32>, tensor<5x80x8191xf32>) {
  %0 = dl.pad %x low [0, 1, 3] high [0, 2, 1] with 2.0 : tensor<5x40x8191xf32> -> tensor<5x43x8195xf32>
  %1 = dl.neg %x : tensor<5x40x8191xf32>
  %2 = dl.concat %x, %1 {axis = 1 : i64} : (tensor<5x40x8191xf32>, tensor<5x40x8191xf32>) -> tensor<5x80x8191xf32>
  return %0, %2 : tensor<5x43x8195xf32>, tensor<5x80x8191xf32>
}

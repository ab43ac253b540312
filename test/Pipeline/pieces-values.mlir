// DEFINE: %{run} = dlc-run %s --compare=1e-4 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3
// RUN: %{run} --entry=heads --team=3 --target-cpu=native | FileCheck %s
// RUN: %{run} --entry=heads --team=1 --target-cpu=x86-64-v3 | FileCheck %s
// RUN: %{run} --entry=gradients --team=3 --target-cpu=native | FileCheck %s --check-prefixes=CHECK,THREE
// RUN: %{run} --entry=gradients --team=2 --target-cpu=x86-64-v3 | FileCheck %s --check-prefixes=CHECK,THREE
// Kernels that take turns over heads, by both pipelines: of scores that only they touch there is one piece a slice.

// CHECK: result0: largest difference
// THREE: result1: largest difference
// THREE: result2: largest difference

func.func @heads(%q: tensor<2x12x250x17xf32>, %k: tensor<2x12x250x17xf32>, %v: tensor<2x12x250x17xf32>) -> tensor<2x12x250x17xf32> {
  %y = dl.attention %q, %k, %v causal scale 0.25 : tensor<2x12x250x17xf32>, tensor<2x12x250x17xf32>
  return %y : tensor<2x12x250x17xf32>
}

func.func @gradients(%q: tensor<24x250x17xf32>, %k: tensor<24x250x17xf32>, %v: tensor<24x250x17xf32>)
    -> (tensor<24x250x17xf32>, tensor<24x250x17xf32>, tensor<24x250x17xf32>) {
  %s = dl.matmul %q, %k transpose_rhs : tensor<24x250x17xf32>, tensor<24x250x17xf32> -> tensor<24x250x250xf32>
  %p = dl.softmax %s {axis = 2 : i64} : tensor<24x250x250xf32>
  %y = dl.matmul %p, %v : tensor<24x250x250xf32>, tensor<24x250x17xf32> -> tensor<24x250x17xf32>
  %dp = dl.matmul %y, %v transpose_rhs : tensor<24x250x17xf32>, tensor<24x250x17xf32> -> tensor<24x250x250xf32>
  %ds = dl.mul %dp, %p : tensor<24x250x250xf32>
  %dq = dl.matmul %ds, %k : tensor<24x250x250xf32>, tensor<24x250x17xf32> -> tensor<24x250x17xf32>
  %dk = dl.matmul %ds, %q transpose_lhs : tensor<24x250x250xf32>, tensor<24x250x17xf32> -> tensor<24x250x17xf32>
  return %y, %dq, %dk : tensor<24x250x17xf32>, tensor<24x250x17xf32>, tensor<24x250x17xf32>
}

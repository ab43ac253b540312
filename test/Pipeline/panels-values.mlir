// DEFINE: %{run} = dlc-run %s --compare=1e-4 --in arg0=random:1 --in arg1=random:2
// RUN: %{run} --entry=tn --team=3 --target-cpu=native | FileCheck %s --check-prefixes=CHECK,TWO
// RUN: %{run} --entry=tn --team=2 --target-cpu=x86-64-v3 | FileCheck %s --check-prefixes=CHECK,TWO
// RUN: %{run} --entry=nn --team=3 --target-cpu=native | FileCheck %s
// RUN: %{run} --entry=nn --team=2 --target-cpu=x86-64-v3 | FileCheck %s
// RUN: %{run} --entry=batched --team=3 --target-cpu=native | FileCheck %s
// RUN: %{run} --entry=batched --team=2 --target-cpu=x86-64-v3 | FileCheck %s
// Products whose factors are copied for the micro-kernel, by both pipelines: rows that are neighbours in memory, and
// long sums that wait between blocks of terms, with rows and columns that fill no tile and no block.

// CHECK: result0: largest difference
// TWO: result1: largest difference

// With an epilogue, and the sums of the right-hand side's columns.
func.func @tn(%x: tensor<1536x203xf32>, %g: tensor<1536x277xf32>) -> (tensor<203x277xf32>, tensor<277xf32>) {
  %w = dl.matmul %x, %g transpose_lhs : tensor<1536x203xf32>, tensor<1536x277xf32> -> tensor<203x277xf32>
  %y = dl.tanh %w : tensor<203x277xf32>
  %sums = dl.reduce_sum %g axes [0] : tensor<1536x277xf32> -> tensor<277xf32>
  return %y, %sums : tensor<203x277xf32>, tensor<277xf32>
}

// 500 terms make blocks of 250; rows of 2,000 bytes.
func.func @nn(%a: tensor<300x500xf32>, %b: tensor<500x512xf32>) -> tensor<300x512xf32> {
  %y = dl.matmul %a, %b : tensor<300x500xf32>, tensor<500x512xf32> -> tensor<300x512xf32>
  return %y : tensor<300x512xf32>
}

func.func @batched(%a: tensor<3x640x101xf32>, %b: tensor<3x640x37xf32>) -> tensor<3x101x37xf32> {
  %y = dl.matmul %a, %b transpose_lhs : tensor<3x640x101xf32>, tensor<3x640x37xf32> -> tensor<3x101x37xf32>
  return %y : tensor<3x101x37xf32>
}

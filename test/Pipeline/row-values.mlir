// DEFINE: %{run} = dlc-run %s --compare=1e-4 --team=3 --in arg0=random:1 --in arg1=random:2
// RUN: %{run} --entry=turned --target-cpu=native | FileCheck %s
// RUN: %{run} --entry=turned --target-cpu=x86-64-v3 | FileCheck %s
// RUN: %{run} --entry=plain --target-cpu=native | FileCheck %s
// RUN: %{run} --entry=plain --target-cpu=x86-64-v3 | FileCheck %s
// One row times a matrix, as at batch 1, by both pipelines: threads share the rows of a transposed matrix, or the columns.

// CHECK: result0: largest difference

func.func @turned(%x: tensor<1x600xf32>, %w: tensor<531x600xf32>) -> tensor<1x531xf32> {
  %y = dl.matmul %x, %w transpose_rhs : tensor<1x600xf32>, tensor<531x600xf32> -> tensor<1x531xf32>
  %z = dl.tanh %y : tensor<1x531xf32>
  return %z : tensor<1x531xf32>
}

func.func @plain(%x: tensor<1x600xf32>, %w: tensor<600x1037xf32>) -> tensor<1x1037xf32> {
  %y = dl.matmul %x, %w : tensor<1x600xf32>, tensor<600x1037xf32> -> tensor<1x1037xf32>
  %z = dl.tanh %y : tensor<1x1037xf32>
  return %z : tensor<1x1037xf32>
}

// DEFINE: %{run} = dlc-run %s --compare=1e-4 --team=3 --in arg0=random:1 --in arg1=random:2
// RUN: %{run} --entry=turned --target-cpu=native | FileCheck %s
// RUN: %{run} --entry=turned --target-cpu=x86-64-v3 | FileCheck %s
// RUN: %{run} --entry=one_term | FileCheck %s
// RUN: %{run} --entry=one_column | FileCheck %s
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

func.func @one_term(%x: tensor<1x1xf32>, %w: tensor<3x1xf32>) -> tensor<1x3xf32> {
  %y = dl.matmul %x, %w transpose_rhs : tensor<1x1xf32>, tensor<3x1xf32> -> tensor<1x3xf32>
  return %y : tensor<1x3xf32>
}

func.func @one_column(%x: tensor<1x40xf32>, %w: tensor<1x40xf32>) -> tensor<1x1xf32> {
  %y = dl.matmul %x, %w transpose_rhs : tensor<1x40xf32>, tensor<1x40xf32> -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}

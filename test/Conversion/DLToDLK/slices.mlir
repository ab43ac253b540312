// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk)' | FileCheck %s
// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk{slices=1})' | FileCheck %s --check-prefix=ONE

// Flat memory is cut at cache lines; the last slice is shorter.
// CHECK: dlk.rows sizes [40300] slice %{{.*}} of 4 by 10112 along 0
// ONE: dlk.rows sizes [40300] slice %{{.*}} of 1 by 0 along -1
func.func @predict(%x: tensor<403x100xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<403x100xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.exp %x : tensor<403x100xf32>
  return %0 : tensor<403x100xf32>
}

// -----

// Rows with a reduction are cut by rows.
// CHECK: dlk.rows sizes [403, 100] slice %{{.*}} of 4 by 101 along 0
func.func @predict(%x: tensor<403x100xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<403xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.reduce_max %x axes [1] : tensor<403x100xf32> -> tensor<403xf32>
  return %0 : tensor<403xf32>
}

// -----

// Columns are cut by whole vectors of them: 100 columns are 7 vectors of 16, two to a slice.
// CHECK: dlk.columns max sizes [403, 100] slice %{{.*}} of 4 by 32 along 1
func.func @predict(%x: tensor<403x100xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<100xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.reduce_max %x axes [0] : tensor<403x100xf32> -> tensor<100xf32>
  return %0 : tensor<100xf32>
}

// -----

// Every thread reads all of one operand, the smaller one: here the left-hand side.
// CHECK: dlk.contract {{.*}} sizes [1, 64, 512] over [64] slice %{{.*}} of 4 by 128 along 2
func.func @predict(%x: tensor<64x64xf32> {dl.role = "input", dl.name = "x"},
                   %w: tensor<64x512xf32> {dl.role = "input", dl.name = "w"})
    -> (tensor<64x512xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.matmul %x, %w : tensor<64x64xf32>, tensor<64x512xf32> -> tensor<64x512xf32>
  return %0 : tensor<64x512xf32>
}

// -----

// CHECK: dlk.contract {{.*}} sizes [1, 512, 64] over [64] slice %{{.*}} of 4 by 128 along 1
func.func @predict(%x: tensor<512x64xf32> {dl.role = "input", dl.name = "x"},
                   %w: tensor<64x64xf32> {dl.role = "input", dl.name = "w"})
    -> (tensor<512x64xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.matmul %x, %w : tensor<512x64xf32>, tensor<64x64xf32> -> tensor<512x64xf32>
  return %0 : tensor<512x64xf32>
}

// -----

// CHECK: dlk.contract {{.*}} sizes [6, 64, 64] over [64] slice %{{.*}} of 3 by 2 along 0
func.func @predict(%x: tensor<6x64x64xf32> {dl.role = "input", dl.name = "x"},
                   %w: tensor<6x64x64xf32> {dl.role = "input", dl.name = "w"})
    -> (tensor<6x64x64xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.matmul %x, %w : tensor<6x64x64xf32>, tensor<6x64x64xf32> -> tensor<6x64x64xf32>
  return %0 : tensor<6x64x64xf32>
}

// -----

// Not worth the threads' meeting; nor is one fold cut.
// CHECK: dlk.rows sizes [64, 64] slice %{{.*}} of 1 by 0 along -1
// CHECK: dlk.rows sizes [65537] slice %{{.*}} of 1 by 0 along -1
func.func @predict(%x: tensor<64x64xf32> {dl.role = "input", dl.name = "x"},
                   %y: tensor<65537xf32> {dl.role = "input", dl.name = "y"})
    -> (tensor<64xf32> {dl.role = "output", dl.name = "a"},
        tensor<f32> {dl.role = "output", dl.name = "b"}) {
  %0 = dl.reduce_sum %x axes [1] : tensor<64x64xf32> -> tensor<64xf32>
  %1 = dl.reduce_sum %y axes [0] : tensor<65537xf32> -> tensor<f32>
  return %0, %1 : tensor<64xf32>, tensor<f32>
}

// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-form-groups{fuse=false}),convert-dl-to-dlk{shared-bytes-per-ns=150})' | FileCheck %s
// Threads meet where one needs what another has done, and nowhere else.

// Slice s needs only what slice s of the kernel before has written.
// CHECK-LABEL: func.func @predict(
// CHECK: func.call @predict_0
// CHECK-NOT: dlk.barrier
// CHECK: func.call @predict_1
func.func @predict(%x: tensor<256x256xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<256x256xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.exp %x : tensor<256x256xf32>
  %1 = dl.tanh %0 : tensor<256x256xf32>
  return %1 : tensor<256x256xf32>
}

// -----

// The transpose reads columns of all slices.
// CHECK-LABEL: func.func @predict(
// CHECK-SAME: %[[CALL:.*]]: !llvm.ptr, %{{.*}}: i32, %[[THREADS:.*]]: i32
// CHECK: func.call @predict_0
// CHECK: dlk.barrier %[[CALL]], %[[THREADS]]
// CHECK: func.call @predict_1
func.func @predict(%x: tensor<256x256xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<256x256xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.exp %x : tensor<256x256xf32>
  %1 = dl.transpose %0 [1, 0] : tensor<256x256xf32> -> tensor<256x256xf32>
  return %1 : tensor<256x256xf32>
}

// -----

// A slice of the product is rows of it; the softmax-like kernel after it has the same rows.
// CHECK-LABEL: func.func @predict(
// CHECK: func.call @predict_0
// CHECK-NOT: dlk.barrier
// CHECK: func.call @predict_1
func.func @predict(%x: tensor<512x256xf32> {dl.role = "input", dl.name = "x"},
                   %w: tensor<256x128xf32> {dl.role = "input", dl.name = "w"})
    -> (tensor<512xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.matmul %x, %w : tensor<512x256xf32>, tensor<256x128xf32> -> tensor<512x128xf32>
  %1 = dl.reduce_sum %0 axes [1] : tensor<512x128xf32> -> tensor<512xf32>
  return %1 : tensor<512xf32>
}

// -----

// Two kernels that are not worth cutting are both the first thread's.
// CHECK-LABEL: func.func @predict(
// CHECK: func.call @predict_0
// CHECK-NOT: dlk.barrier
// CHECK: func.call @predict_1
func.func @predict(%x: tensor<8x8xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<8x8xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.exp %x : tensor<8x8xf32>
  %1 = dl.transpose %0 [1, 0] : tensor<8x8xf32> -> tensor<8x8xf32>
  return %1 : tensor<8x8xf32>
}

// -----

// A column's sum, cut by columns, waits for all rows, and the small kernel after it for all columns.
// CHECK-LABEL: func.func @predict(
// CHECK: func.call @predict_0
// CHECK: dlk.barrier
// CHECK: func.call @predict_1
// CHECK: dlk.barrier
// CHECK: func.call @predict_2
func.func @predict(%x: tensor<256x256xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<256xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.exp %x : tensor<256x256xf32>
  %1 = dl.reduce_sum %0 axes [0] : tensor<256x256xf32> -> tensor<256xf32>
  %2 = dl.tanh %1 : tensor<256xf32>
  return %2 : tensor<256xf32>
}

// -----

dl.variable @w parameter : tensor<256x256xf32> init "zeros" trainable at 0

// The update in place must not overtake the product that reads the old weight.
// CHECK-LABEL: func.func @train_step(
// CHECK: func.call @train_step_0
// CHECK: dlk.barrier
// CHECK: func.call @train_step_1
func.func @train_step(%w: tensor<256x256xf32> {dl.role = "parameter", dl.name = "w"},
                      %x: tensor<64x256xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<256x256xf32> {dl.role = "parameter", dl.name = "w"},
        tensor<64x256xf32> {dl.role = "output", dl.name = "y"}) {
  %y = dl.matmul %x, %w : tensor<64x256xf32>, tensor<256x256xf32> -> tensor<64x256xf32>
  %new = dl.tanh %w : tensor<256x256xf32>
  return %new, %y : tensor<256x256xf32>, tensor<64x256xf32>
}

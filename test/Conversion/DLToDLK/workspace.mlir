// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups{fuse=false}),convert-dl-to-dlk{own-bytes=1e9})' | FileCheck %s
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups{fuse=false}),convert-dl-to-dlk{reuse-memory=false own-bytes=1e9})' | FileCheck %s --check-prefix=APART
// One thread does one kernel after the other: that takes no barrier.
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups{fuse=false}),convert-dl-to-dlk{worth-splitting=1e12 own-bytes=1e9})' | FileCheck %s --check-prefix=WHOLE
// WHOLE-NOT: dlk.barrier
// WHOLE: func.func @eval_step({{.*}}dlk.slices = 1 : i64, dlk.workspace_bound = 8388608 : i64, dlk.workspace_size = 8390784 : i64
// WHOLE-NOT: dlk.barrier

// Of three values, 4 MB each, two are alive at once: the third takes the place of the first. A barrier
// lies between the last use of the one and the first of the other.
// CHECK-LABEL: func.func @predict(
// Values of whole pages are set apart by some lines.
// CHECK-SAME: dlk.workspace_bound = 8388608 : i64, dlk.workspace_size = 8390784 : i64
// CHECK: workspace[0] at [[FIRST:[0-9]+]] : memref<1048576xf32>
// CHECK: func.call @predict_0
// CHECK: dlk.barrier
// CHECK: func.call @predict_1
// CHECK: dlk.barrier
// CHECK: workspace[0] at [[FIRST]] :
// CHECK: func.call @predict_2
// CHECK: dlk.barrier
// CHECK: func.call @predict_3
// APART-LABEL: func.func @predict(
// APART-SAME: dlk.workspace_bound = 8388608 : i64, dlk.workspace_size = 12586176 : i64
func.func @predict(%x: tensor<1024x1024xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<1024x1024xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.exp %x : tensor<1024x1024xf32>
  %1 = dl.transpose %0 [1, 0] : tensor<1024x1024xf32> -> tensor<1024x1024xf32>
  %2 = dl.transpose %1 [1, 0] : tensor<1024x1024xf32> -> tensor<1024x1024xf32>
  %3 = dl.transpose %2 [1, 0] : tensor<1024x1024xf32> -> tensor<1024x1024xf32>
  return %3 : tensor<1024x1024xf32>
}

// Without a barrier between them nothing shares memory, as threads may be at either kernel: one is put where it
// lets the third value take the place of the first.
// CHECK-LABEL: func.func @eval_step(
// CHECK-SAME: dlk.workspace_bound = 8388608 : i64, dlk.workspace_size = 8390848 : i64
// CHECK: func.call @eval_step_1
// CHECK-NEXT: }
// CHECK-NEXT: dlk.barrier
// CHECK-NOT: dlk.barrier
// The loss is the first thread's to hand over.
// CHECK: dlk.store_loss
func.func @eval_step(%x: tensor<1024x1024xf32> {dl.role = "input", dl.name = "x"},
                     %t: tensor<f32> {dl.role = "input", dl.name = "t"})
    -> (tensor<f32> {dl.role = "loss", dl.name = "loss"},
        tensor<1024x1024xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.exp %x : tensor<1024x1024xf32>
  %1 = dl.exp %0 : tensor<1024x1024xf32>
  %2 = dl.exp %1 : tensor<1024x1024xf32>
  %3 = dl.exp %2 : tensor<1024x1024xf32>
  %4 = dl.exp %t : tensor<f32>
  return %4, %3 : tensor<f32>, tensor<1024x1024xf32>
}

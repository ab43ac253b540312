// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk)' | FileCheck %s
// Which results are computed in the memory of what they replace.

dl.variable @w parameter : tensor<64x32xf32> init "zeros" trainable at 0

// Element by element: one argument is both.
// CHECK: func.func private @train_step_0(%{{.*}}: index, %[[W:.*]]: memref<2048xf32> {llvm.noalias})
// CHECK: ins(%[[W]] : memref<2048xf32>) outs(%[[W]] : memref<2048xf32>)
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: dlk.workspace_size = 0
// CHECK: dlk.view %{{.*}} parameters[0] at 0 : memref<2048xf32>
// CHECK-NOT: dlk.view
func.func @train_step(%w: tensor<64x32xf32> {dl.role = "parameter", dl.name = "w"})
    -> (tensor<64x32xf32> {dl.role = "parameter", dl.name = "w"}) {
  %new = dl.tanh %w : tensor<64x32xf32>
  return %new : tensor<64x32xf32>
}

// -----

dl.variable @w parameter : tensor<32x32xf32> init "zeros" trainable at 0

// A product reads all of the old weight: its result is copied in the end.
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: dlk.workspace_size = 4096
// CHECK-DAG: %[[OLD:.*]] = dlk.view %{{.*}} parameters[0] at 0 : memref<32x32xf32>
// CHECK-DAG: %[[NEW:.*]] = dlk.view %{{.*}} workspace[0] at 0 : memref<32x32xf32>
// CHECK: func.call @train_step_0(%{{.*}}, %[[OLD]], %[[NEW]])
// CHECK-DAG: %[[FROM:.*]] = dlk.view %{{.*}} workspace[0] at 0 : memref<1024xf32>
// CHECK-DAG: %[[TO:.*]] = dlk.view %{{.*}} parameters[0] at 0 : memref<1024xf32>
// CHECK: func.call @train_step_1(%{{.*}}, %[[FROM]], %[[TO]])
func.func @train_step(%w: tensor<32x32xf32> {dl.role = "parameter", dl.name = "w"})
    -> (tensor<32x32xf32> {dl.role = "parameter", dl.name = "w"}) {
  %new = dl.matmul %w, %w : tensor<32x32xf32>, tensor<32x32xf32> -> tensor<32x32xf32>
  return %new : tensor<32x32xf32>
}

// -----

dl.variable @w parameter : tensor<32x32xf32> init "zeros" trainable at 0

// So does a reader of its rows and columns at once.
// CHECK-LABEL: func.func @train_step(
// CHECK: func.call @train_step_0
// CHECK: func.call @train_step_1
// CHECK: func.call @train_step_2
func.func @train_step(%w: tensor<32x32xf32> {dl.role = "parameter", dl.name = "w"})
    -> (tensor<32x32xf32> {dl.role = "parameter", dl.name = "w"}) {
  %turned = dl.transpose %w [1, 0] : tensor<32x32xf32> -> tensor<32x32xf32>
  %new = dl.add %turned, %w : tensor<32x32xf32>
  %out = dl.transpose %new [1, 0] : tensor<32x32xf32> -> tensor<32x32xf32>
  return %out : tensor<32x32xf32>
}

// -----

dl.variable @previous state : tensor<i64> init "zeros" at 0
dl.variable @count state : tensor<i64> init "zeros" at 64

// previous = count; count = count + 1: the old count is saved before it is overwritten.
// CHECK-LABEL: func.func @train_step(
// CHECK: %[[OLD:.*]] = dlk.view %{{.*}} state[0] at 64
// CHECK: %[[NEXT:.*]] = dlk.view %{{.*}} workspace[0] at 0
// CHECK: func.call @train_step_0(%{{.*}}, %[[OLD]], %[[NEXT]])
// CHECK: %[[OLD:.*]] = dlk.view %{{.*}} state[0] at 64
// CHECK: %[[PREVIOUS:.*]] = dlk.view %{{.*}} state[0] at 0
// CHECK: func.call @train_step_1(%{{.*}}, %[[OLD]], %[[PREVIOUS]])
// CHECK: %[[NEXT:.*]] = dlk.view %{{.*}} workspace[0] at 0
// CHECK: %[[COUNT:.*]] = dlk.view %{{.*}} state[0] at 64
// CHECK: func.call @train_step_2(%{{.*}}, %[[NEXT]], %[[COUNT]])
func.func @train_step(%count: tensor<i64> {dl.role = "state", dl.name = "count"})
    -> (tensor<i64> {dl.role = "state", dl.name = "previous"},
        tensor<i64> {dl.role = "state", dl.name = "count"}) {
  %one = dl.constant dense<1> : tensor<i64>
  %next = dl.add %count, %one : tensor<i64>
  return %count, %next : tensor<i64>, tensor<i64>
}

// -----

dl.variable @a state : tensor<4xf32> init "zeros" at 0
dl.variable @b state : tensor<4xf32> init "zeros" at 64

// a, b = b, a: both are saved first.
// CHECK-LABEL: func.func @train_step(
// CHECK: %[[B:.*]] = dlk.view %{{.*}} state[0] at 64
// CHECK: %[[SAVED:.*]] = dlk.view %{{.*}} workspace[0] at 0
// CHECK: func.call @train_step_0(%{{.*}}, %[[B]], %[[SAVED]])
// CHECK: %[[A:.*]] = dlk.view %{{.*}} state[0] at 0
// CHECK: %[[B:.*]] = dlk.view %{{.*}} state[0] at 64
// CHECK: func.call @train_step_1(%{{.*}}, %[[A]], %[[B]])
// CHECK: %[[SAVED:.*]] = dlk.view %{{.*}} workspace[0] at 0
// CHECK: %[[A:.*]] = dlk.view %{{.*}} state[0] at 0
// CHECK: func.call @train_step_2(%{{.*}}, %[[SAVED]], %[[A]])
func.func @train_step(%a: tensor<4xf32> {dl.role = "state", dl.name = "a"},
                      %b: tensor<4xf32> {dl.role = "state", dl.name = "b"})
    -> (tensor<4xf32> {dl.role = "state", dl.name = "a"},
        tensor<4xf32> {dl.role = "state", dl.name = "b"}) {
  return %b, %a : tensor<4xf32>, tensor<4xf32>
}

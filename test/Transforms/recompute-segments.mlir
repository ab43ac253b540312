// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-recompute-segments{segments=3}))' | FileCheck %s
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-recompute-segments{segments=1}))' | FileCheck %s --check-prefix=ONCE
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-recompute-segments{segments=3},dl-form-groups,cse))' | FileCheck %s --check-prefix=GROUPS
// RUN: not dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-recompute-segments{segments=few}))' 2>&1 | FileCheck %s --check-prefix=NUMBER

// ONCE-NOT: dl.recomputed
// NUMBER: 'few' value invalid for long argument

// Each layer is a segment. The first hidden layer is what the second one starts from: it is kept, and the second
// one is made again right before the first op of the backward pass that reads it.
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[X:[^:]*]]: {{.*}}, %[[W1:[^:]*]]: {{.*}}, %[[W2:[^:]*]]: {{.*}}, %[[W3:[^:]*]]: tensor
// CHECK: %[[A1:.*]] = dl.matmul %[[X]], %[[W1]] :
// CHECK: %[[H1:.*]] = dl.exp %[[A1]] :
// CHECK: %[[A2:.*]] = dl.matmul %[[H1]], %[[W2]] :
// CHECK: %[[H2:.*]] = dl.exp %[[A2]] :
// CHECK: %[[A3:.*]] = dl.matmul %[[H2]], %[[W3]] :
// CHECK: %[[H3:.*]] = dl.exp %[[A3]] :
// CHECK: dl.reduce_sum %[[H3]]
// CHECK: %[[AGAIN:.*]] = dl.matmul %[[H1]], %[[W2]] {dl.recomputed}
// CHECK: %[[SECOND:.*]] = dl.exp %[[AGAIN]] {dl.recomputed}
// CHECK: dl.matmul %[[SECOND]], %[[H3]] transpose_lhs
// CHECK: %[[G2:.*]] = dl.mul %{{.*}}, %[[SECOND]]
// CHECK: dl.matmul %[[H1]], %[[G2]] transpose_lhs
// CHECK-NOT: dl.recomputed
// CHECK: return

// The second time is no part of the first, nor equal to it.
// GROUPS-LABEL: func.func @train_step(
// GROUPS-COUNT-3: dl.exp {{%[0-9]+}} :
// GROUPS: dl.group contraction {
// GROUPS-NEXT: dl.matmul {{.*}} {dl.recomputed}
// GROUPS-NEXT: dl.exp {{.*}} {dl.recomputed}
func.func @train_step(%x: tensor<8x4xf32> {dl.role = "input", dl.name = "x"},
                      %w1: tensor<4x4xf32> {dl.role = "parameter", dl.name = "w1"},
                      %w2: tensor<4x4xf32> {dl.role = "parameter", dl.name = "w2"},
                      %w3: tensor<4x4xf32> {dl.role = "parameter", dl.name = "w3"})
    -> (tensor<4x4xf32> {dl.role = "gradient", dl.name = "w1"}, tensor<4x4xf32> {dl.role = "gradient", dl.name = "w2"},
        tensor<4x4xf32> {dl.role = "gradient", dl.name = "w3"}, tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
  %a1 = dl.matmul %x, %w1 : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
  %h1 = dl.exp %a1 : tensor<8x4xf32>
  %a2 = dl.matmul %h1, %w2 : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
  %h2 = dl.exp %a2 : tensor<8x4xf32>
  %a3 = dl.matmul %h2, %w3 : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
  %h3 = dl.exp %a3 : tensor<8x4xf32>
  %loss = dl.reduce_sum %h3 axes [0, 1] : tensor<8x4xf32> -> tensor<f32>
  %dw3 = dl.matmul %h2, %h3 transpose_lhs : tensor<8x4xf32>, tensor<8x4xf32> -> tensor<4x4xf32>
  %gh2 = dl.matmul %h3, %w3 transpose_rhs : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
  %g2 = dl.mul %gh2, %h2 : tensor<8x4xf32>
  %dw2 = dl.matmul %h1, %g2 transpose_lhs : tensor<8x4xf32>, tensor<8x4xf32> -> tensor<4x4xf32>
  %gh1 = dl.matmul %g2, %w2 transpose_rhs : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
  %g1 = dl.mul %gh1, %h1 : tensor<8x4xf32>
  %dw1 = dl.matmul %x, %g1 transpose_lhs : tensor<8x4xf32>, tensor<8x4xf32> -> tensor<4x4xf32>
  return %dw1, %dw2, %dw3, %loss : tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<f32>
}

// Without a backward pass nothing waits for one.
// CHECK-LABEL: func.func @eval_step(
// CHECK-NOT: dl.recomputed
func.func @eval_step(%x: tensor<8x4xf32> {dl.role = "input", dl.name = "x"}) -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
  %h = dl.exp %x : tensor<8x4xf32>
  %loss = dl.reduce_sum %h axes [0, 1] : tensor<8x4xf32> -> tensor<f32>
  return %loss : tensor<f32>
}

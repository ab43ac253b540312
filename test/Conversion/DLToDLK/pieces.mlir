// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-decompose-ops,dl-form-groups),convert-dl-to-dlk{slices=2 own-bytes=262144 worth-splitting=1})' | FileCheck %s
// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-decompose-ops,dl-form-groups),convert-dl-to-dlk{slices=2 own-bytes=1e9 worth-splitting=1})' | FileCheck %s --check-prefix=LARGE
// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-decompose-ops,dl-form-groups),convert-dl-to-dlk{slices=1 own-bytes=262144})' | FileCheck %s --check-prefix=ONE
// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-decompose-ops,dl-form-groups),convert-dl-to-dlk{slices=2 own-bytes=262144 worth-splitting=1 profile=true})' | FileCheck %s --check-prefix=PROFILE
// RUN: not dlc-opt %s -split-input-file --pass-pipeline='builtin.module(convert-dl-to-dlk{own-bytes=few})' 2>&1 | FileCheck %s --check-prefix=NUMBER
// NUMBER: 'few' value invalid for floating point argument
// Kernels whose slices align take turns where a slice is more than a thread's own cache holds.

// Eight of sixteen heads a slice: a piece of each kernel, then the next piece. Of the scores there is one head's for
// each slice: the view begins as many heads before it as the piece is after its slice.
// CHECK-LABEL: func.func @predict(
// CHECK-SAME: dlk.slices = 2 : i64, dlk.workspace_bound = 262144 : i64, dlk.workspace_size = 264320 : i64
// CHECK: scf.for %[[SLICE:.*]] = %{{.*}} to
// CHECK: %[[EIGHT:.*]] = arith.constant 8 : index
// CHECK: %[[BEFORE:.*]] = arith.muli %[[SLICE]], %[[EIGHT]]
// CHECK: scf.for %[[INNER:.*]] = %{{.*}} to %[[EIGHT]]
// CHECK: %[[PIECE:.*]] = arith.addi %[[BEFORE]], %[[INNER]]
// CHECK: %[[PIECES:.*]] = arith.subi %[[SLICE]], %[[PIECE]]
// CHECK: %[[SHIFT:.*]] = arith.muli %[[PIECES]], %c65536
// CHECK: %[[SCORES:.*]] = dlk.view %{{.*}} workspace[0] at 0 plus %[[SHIFT]] : memref<16x128x128xf32>
// CHECK: call @predict_0(%[[PIECE]], %{{.*}}, %{{.*}}, %[[SCORES]])
// CHECK-NOT: scf.for
// CHECK: call @predict_1(%[[PIECE]],
// CHECK-NOT: scf.for
// CHECK: call @predict_2(%[[PIECE]],

// LARGE-LABEL: func.func @predict(
// LARGE-SAME: dlk.workspace_size = 2099328 : i64
// LARGE-NOT: plus
// LARGE-COUNT-3: scf.for

// One thread too takes them in turns.
// ONE-LABEL: func.func @predict(
// ONE-SAME: dlk.slices = 1 : i64, dlk.workspace_bound = 131072 : i64, dlk.workspace_size = 133248 : i64
// ONE: %[[SIXTEEN:.*]] = arith.constant 16 : index
// ONE: scf.for %{{.*}} = %{{.*}} to %[[SIXTEEN]]

// The time of each piece counts for its kernel.
// PROFILE-LABEL: func.func @predict(
// PROFILE: dlk.lap %{{.*}}[3]
// PROFILE: call @predict_0
// PROFILE: dlk.lap %{{.*}}[0]
// PROFILE: call @predict_1
// PROFILE: dlk.lap %{{.*}}[1]
// PROFILE: call @predict_2
// PROFILE: dlk.lap %{{.*}}[2]
func.func @predict(%q: tensor<16x128x32xf32> {dl.role = "input", dl.name = "q"},
                   %k: tensor<16x32x128xf32> {dl.role = "input", dl.name = "k"},
                   %v: tensor<16x128x32xf32> {dl.role = "input", dl.name = "v"})
    -> (tensor<16x128x32xf32> {dl.role = "output", dl.name = "y"}) {
  %s = dl.matmul %q, %k : tensor<16x128x32xf32>, tensor<16x32x128xf32> -> tensor<16x128x128xf32>
  %p = dl.softmax %s {axis = 2 : i64} : tensor<16x128x128xf32>
  %y = dl.matmul %p, %v : tensor<16x128x128xf32>, tensor<16x128x32xf32> -> tensor<16x128x32xf32>
  return %y : tensor<16x128x32xf32>
}

// -----

// What the caller wants to have, and what another kernel reads, is there as a whole.
// CHECK-LABEL: func.func @predict(
// CHECK-SAME: dlk.workspace_size = 132160 : i64
// CHECK: outputs[1] at 0 : memref<2048x128xf32>
// CHECK: scf.for
// CHECK: scf.for
// CHECK: call @predict_1
// CHECK: call @predict_2
func.func @predict(%q: tensor<16x128x32xf32> {dl.role = "input", dl.name = "q"},
                   %k: tensor<16x32x128xf32> {dl.role = "input", dl.name = "k"},
                   %v: tensor<16x128x32xf32> {dl.role = "input", dl.name = "v"})
    -> (tensor<16x128x32xf32> {dl.role = "output", dl.name = "y"},
        tensor<16x128x128xf32> {dl.role = "output", dl.name = "p"}) {
  %s = dl.matmul %q, %k : tensor<16x128x32xf32>, tensor<16x32x128xf32> -> tensor<16x128x128xf32>
  %p = dl.softmax %s {axis = 2 : i64} : tensor<16x128x128xf32>
  %y = dl.matmul %p, %v : tensor<16x128x128xf32>, tensor<16x128x32xf32> -> tensor<16x128x32xf32>
  return %y, %p : tensor<16x128x32xf32>, tensor<16x128x128xf32>
}

// -----

// Each piece of a product's rows would read all of its right-hand side: these kernels take no turns.
// CHECK-LABEL: func.func @predict(
// CHECK-NOT: plus
// CHECK: return
func.func @predict(%x: tensor<2048x128xf32> {dl.role = "input", dl.name = "x"},
                   %w: tensor<128x128xf32> {dl.role = "input", dl.name = "w"})
    -> (tensor<2048x128xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.matmul %x, %w : tensor<2048x128xf32>, tensor<128x128xf32> -> tensor<2048x128xf32>
  %1 = dl.softmax %0 {axis = 1 : i64} : tensor<2048x128xf32>
  %2 = dl.matmul %1, %w : tensor<2048x128xf32>, tensor<128x128xf32> -> tensor<2048x128xf32>
  return %2 : tensor<2048x128xf32>
}

// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-recompute-products))' | FileCheck %s
// RUN: not dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-recompute-products{most=1}))' 2>&1 | FileCheck %s --check-prefix=OPTION
// OPTION: no such option most

// Probabilities are made again of queries, keys and two numbers a row, right before the first op that reads them.
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[Q:[^:]*]]: tensor<64x4xf32> {{.*}}, %[[K:[^:]*]]: tensor<4x64xf32>
// CHECK: %[[S:.*]] = dl.matmul %[[Q]], %[[K]] :
// CHECK: %[[MOST:.*]] = dl.reduce_max %[[S]]
// CHECK: %[[P:.*]] = dl.exp
// CHECK: %[[Y:.*]] = dl.matmul %[[P]], %[[Q]] :
// CHECK: dl.reduce_sum
// CHECK: %[[S2:.*]] = dl.matmul %[[Q]], %[[K]] {dl.recomputed}
// CHECK: %[[WIDE:.*]] = dl.broadcast %[[MOST]] {{.*}}dl.recomputed
// CHECK: %[[SHIFTED:.*]] = dl.sub %[[S2]], %[[WIDE]] {dl.recomputed}
// CHECK: %[[P2:.*]] = dl.exp %[[SHIFTED]] {dl.recomputed}
// CHECK: dl.matmul %[[P2]], %[[Y]] transpose_lhs
func.func @train_step(%q: tensor<64x4xf32> {dl.role = "parameter", dl.name = "q"},
                      %k: tensor<4x64xf32> {dl.role = "parameter", dl.name = "k"})
    -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}, tensor<64x4xf32> {dl.role = "gradient", dl.name = "q"}) {
  %s = dl.matmul %q, %k : tensor<64x4xf32>, tensor<4x64xf32> -> tensor<64x64xf32>
  %most = dl.reduce_max %s axes [1] : tensor<64x64xf32> -> tensor<64xf32>
  %wide = dl.broadcast %most dims [0] : tensor<64xf32> -> tensor<64x64xf32>
  %shifted = dl.sub %s, %wide : tensor<64x64xf32>
  %p = dl.exp %shifted : tensor<64x64xf32>
  %y = dl.matmul %p, %q : tensor<64x64xf32>, tensor<64x4xf32> -> tensor<64x4xf32>
  %loss = dl.reduce_sum %y axes [0, 1] : tensor<64x4xf32> -> tensor<f32>
  %g = dl.matmul %p, %y transpose_lhs : tensor<64x64xf32>, tensor<64x4xf32> -> tensor<64x4xf32>
  return %loss, %g : tensor<f32>, tensor<64x4xf32>
}

// -----

// A result that is little larger than its factors is kept, and so is one of long sums, or of two products.
// CHECK-LABEL: func.func @train_step(
// CHECK-NOT: dl.recomputed
// CHECK: return
func.func @train_step(%x: tensor<64x32xf32> {dl.role = "input", dl.name = "x"},
                      %w: tensor<32x64xf32> {dl.role = "parameter", dl.name = "w"},
                      %a: tensor<2048x256xf32> {dl.role = "input", dl.name = "a"},
                      %b: tensor<256x2048xf32> {dl.role = "parameter", dl.name = "b"},
                      %c: tensor<64x2xf32> {dl.role = "input", dl.name = "c"},
                      %d: tensor<2x64xf32> {dl.role = "parameter", dl.name = "d"})
    -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}, tensor<32x64xf32> {dl.role = "gradient", dl.name = "w"},
        tensor<256x2048xf32> {dl.role = "gradient", dl.name = "b"}, tensor<2x64xf32> {dl.role = "gradient", dl.name = "d"}) {
  %y = dl.matmul %x, %w : tensor<64x32xf32>, tensor<32x64xf32> -> tensor<64x64xf32>
  %z = dl.matmul %a, %b : tensor<2048x256xf32>, tensor<256x2048xf32> -> tensor<2048x2048xf32>
  %u = dl.matmul %c, %d : tensor<64x2xf32>, tensor<2x64xf32> -> tensor<64x64xf32>
  %v = dl.matmul %u, %u : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
  %1 = dl.reduce_sum %y axes [0, 1] : tensor<64x64xf32> -> tensor<f32>
  %2 = dl.reduce_sum %z axes [0, 1] : tensor<2048x2048xf32> -> tensor<f32>
  %3 = dl.reduce_sum %v axes [0, 1] : tensor<64x64xf32> -> tensor<f32>
  %4 = dl.add %1, %2 : tensor<f32>
  %loss = dl.add %3, %4 : tensor<f32>
  %gw = dl.matmul %x, %y transpose_lhs : tensor<64x32xf32>, tensor<64x64xf32> -> tensor<32x64xf32>
  %gb = dl.matmul %a, %z transpose_lhs : tensor<2048x256xf32>, tensor<2048x2048xf32> -> tensor<256x2048xf32>
  %gd = dl.matmul %c, %v transpose_lhs : tensor<64x2xf32>, tensor<64x64xf32> -> tensor<2x64xf32>
  return %loss, %gw, %gb, %gd : tensor<f32>, tensor<32x64xf32>, tensor<256x2048xf32>, tensor<2x64xf32>
}

// -----

// Nothing is trained: there is nothing to keep.
// CHECK-LABEL: func.func @eval_step(
// CHECK-NOT: dl.recomputed
func.func @eval_step(%q: tensor<64x4xf32> {dl.role = "parameter", dl.name = "q"})
    -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
  %s = dl.matmul %q, %q transpose_rhs : tensor<64x4xf32>, tensor<64x4xf32> -> tensor<64x64xf32>
  %loss = dl.reduce_sum %s axes [0, 1] : tensor<64x64xf32> -> tensor<f32>
  return %loss : tensor<f32>
}

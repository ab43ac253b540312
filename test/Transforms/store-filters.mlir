// RUN: dlc-opt %s --pass-pipeline='builtin.module(dl-store-filters{lanes=4 force=channels-last},func.func(canonicalize))' | FileCheck %s
// RUN: dlc-opt %s --pass-pipeline='builtin.module(dl-store-filters{lanes=4 force=channels-last},func.func(dl-assign-layouts{force=channels-last},canonicalize))' | FileCheck %s --check-prefix=TURNS
// RUN: dlc-opt %s --pass-pipeline='builtin.module(dl-store-filters{lanes=4 force=batch-innermost},func.func(canonicalize))' | FileCheck %s --check-prefix=BATCH
// A filter, its gradient and the optimizer's state are stored as convolutions in channels-last read them.

// CHECK: dl.variable @w parameter : tensor<8x4x3x3xf32> init "zeros" trainable {dl.order = array<i64: 2, 3, 1, 0>}
// CHECK: dl.variable @w.momentum_buffer optimizer : tensor<8x4x3x3xf32> init "zeros" {dl.order = array<i64: 2, 3, 1, 0>}
// Of one pixel: a matrix as it is.
// CHECK: dl.variable @p parameter : tensor<8x8x1x1xf32> init "zeros" trainable{{$}}
// BATCH-NOT: dl.order
dl.variable @w parameter : tensor<8x4x3x3xf32> init "zeros" trainable
dl.variable @w.momentum_buffer optimizer : tensor<8x4x3x3xf32> init "zeros"
dl.variable @p parameter : tensor<8x8x1x1xf32> init "zeros" trainable

// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[W:.*]]: tensor<3x3x4x8xf32> {dl.name = "w", dl.role = "parameter"}, %[[M:.*]]: tensor<3x3x4x8xf32> {{{[^}]*}}}, %{{.*}}: tensor<8x8x1x1xf32>
// The convolution has it in the graph's order; what the optimizer does has moved.
// CHECK: %[[BACK:.*]] = dl.transpose %[[W]] [3, 2, 0, 1] : tensor<3x3x4x8xf32> -> tensor<8x4x3x3xf32>
// CHECK: dl.conv2d %{{.*}}, %[[BACK]]
// CHECK: %[[DW:.*]] = dl.conv2d_weight_gradient
// CHECK: %[[TURNED:.*]] = dl.transpose %[[DW]] [2, 3, 1, 0]
// CHECK: %[[SLOPES:.*]] = dl.mul %[[TURNED]], %[[TURNED]] : tensor<3x3x4x8xf32>
// CHECK: dl.reduce_sum %[[SLOPES]] axes [0, 1, 2, 3] : tensor<3x3x4x8xf32> -> tensor<f32>
// CHECK: %[[KEPT:.*]] = dl.mul %[[M]], %{{.*}} : tensor<3x3x4x8xf32>
// CHECK: %[[MOMENTUM:.*]] = dl.add %[[KEPT]], %[[TURNED]] : tensor<3x3x4x8xf32>
// CHECK: %[[NEW:.*]] = dl.sub %[[W]], %[[MOMENTUM]] : tensor<3x3x4x8xf32>
// A penalty sums up the same numbers.
// CHECK: %[[SQUARES:.*]] = dl.mul %[[W]], %[[W]] : tensor<3x3x4x8xf32>
// CHECK: dl.reduce_sum %[[SQUARES]] axes [0, 1, 2, 3] : tensor<3x3x4x8xf32> -> tensor<f32>
// CHECK: return %[[NEW]], %[[MOMENTUM]],

// Nothing is turned any more but images.
// TURNS-LABEL: func.func @train_step(
// TURNS-NOT: dl.transpose %{{.*}} : tensor<3x3x4x8xf32>
// TURNS: return
func.func @train_step(%w: tensor<8x4x3x3xf32> {dl.role = "parameter", dl.name = "w"}, %m: tensor<8x4x3x3xf32> {dl.role = "optimizer", dl.name = "w.momentum_buffer"}, %p: tensor<8x8x1x1xf32> {dl.role = "parameter", dl.name = "p"}, %x: tensor<4x4x8x8xf32> {dl.role = "input", dl.name = "x"}, %g: tensor<4x8x8x8xf32> {dl.role = "target", dl.name = "g"}) -> (tensor<8x4x3x3xf32> {dl.role = "parameter", dl.name = "w"}, tensor<8x4x3x3xf32> {dl.role = "optimizer", dl.name = "w.momentum_buffer"}, tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
  %y = dl.conv2d %x, %w strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<4x4x8x8xf32>, tensor<8x4x3x3xf32> -> tensor<4x8x8x8xf32>
  %z = dl.conv2d %y, %p strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1 : tensor<4x8x8x8xf32>, tensor<8x8x1x1xf32> -> tensor<4x8x8x8xf32>
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<4x4x8x8xf32>, tensor<4x8x8x8xf32> -> tensor<8x4x3x3xf32>
  %slopes = dl.mul %dw, %dw : tensor<8x4x3x3xf32>
  %norm = dl.reduce_sum %slopes axes [0, 1, 2, 3] : tensor<8x4x3x3xf32> -> tensor<f32>
  %half = dl.constant dense<0.5> : tensor<8x4x3x3xf32>
  %kept = dl.mul %m, %half : tensor<8x4x3x3xf32>
  %momentum = dl.add %kept, %dw : tensor<8x4x3x3xf32>
  %new = dl.sub %w, %momentum : tensor<8x4x3x3xf32>
  %squares = dl.mul %w, %w : tensor<8x4x3x3xf32>
  %penalty = dl.reduce_sum %squares axes [0, 1, 2, 3] : tensor<8x4x3x3xf32> -> tensor<f32>
  %all = dl.reduce_sum %z axes [0, 1, 2, 3] : tensor<4x8x8x8xf32> -> tensor<f32>
  %sum = dl.add %all, %penalty : tensor<f32>
  %loss = dl.add %sum, %norm : tensor<f32>
  return %new, %momentum, %loss : tensor<8x4x3x3xf32>, tensor<8x4x3x3xf32>, tensor<f32>
}

// The function that fills it turns what it draws.
// CHECK-LABEL: func.func @init(
// CHECK-SAME: tensor<3x3x4x8xf32> {dl.name = "w", dl.role = "parameter"}
// CHECK: dl.transpose %{{.*}} [2, 3, 1, 0] : tensor<8x4x3x3xf32> -> tensor<3x3x4x8xf32>
func.func @init(%x: tensor<8x4x3x3xf32> {dl.role = "input", dl.name = "draw"}) -> (tensor<8x4x3x3xf32> {dl.role = "parameter", dl.name = "w"}) {
  %w = dl.relu %x : tensor<8x4x3x3xf32>
  return %w : tensor<8x4x3x3xf32>
}

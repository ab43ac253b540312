// RUN: dlc-opt %s --dl-build-steps | FileCheck %s
// Rows from n_valid on are replaced before a gradient can multiply by them: those of a float by zeros; by
// the first row where a logarithm or a quotient of zero would be no better; not at all those of integers
// that are only multiplied.

// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[X:[^:]*]]: tensor<4x3xf32> {dl.name = "x"
// CHECK-SAME: %[[C:[^:]*]]: tensor<4xi32> {dl.name = "count"
// CHECK-SAME: %[[I:[^:]*]]: tensor<4x3xui8> {dl.name = "image"
// CHECK-SAME: %[[VALID:[^:]*]]: tensor<i64> {dl.name = "n_valid"
// CHECK: %[[ROWS:.*]] = dl.row_mask %[[VALID]] : tensor<4xi1>
// CHECK: %[[XMASK:.*]] = dl.broadcast %[[ROWS]] dims [0] : tensor<4xi1> -> tensor<4x3xi1>
// CHECK: %[[CLEAN:.*]] = dl.select %[[XMASK]], %[[X]], %{{.*}}
// CHECK: %[[CMASK:.*]] = dl.row_mask %[[VALID]] : tensor<4xi1>
// CHECK: %[[ROW:.*]] = dl.slice %[[C]] from [0] to [1] by [1]
// CHECK: %[[FIRST:.*]] = dl.reshape %[[ROW]] : tensor<1xi32> -> tensor<i32>
// CHECK: %[[COPIES:.*]] = dl.broadcast %[[FIRST]] dims [] : tensor<i32> -> tensor<4xi32>
// CHECK: dl.select %[[CMASK]], %[[C]], %[[COPIES]]
// CHECK-NOT: dl.select {{.*}}ui8
// CHECK: dl.cast %[[I]] : tensor<4x3xui8>
// CHECK: dl.mul %[[CLEAN]]

// Nothing is differentiated here, and the masks of the losses do.
// CHECK-LABEL: func.func @eval_step(
// CHECK-NOT: dl.select {{.*}} : tensor<4x3xi1>
// CHECK: return
module attributes {dl.batch = 4 : i64, dl.train = {optimizer = {kind = "sgd"}}} {
  dl.variable @w parameter : tensor<3xf32> init "zeros" trainable
  func.func @forward(%w: tensor<3xf32> {dl.role = "parameter", dl.name = "w"},
                     %x: tensor<4x3xf32> {dl.role = "input", dl.name = "x"},
                     %c: tensor<4xi32> {dl.role = "input", dl.name = "count"},
                     %i: tensor<4x3xui8> {dl.role = "input", dl.name = "image"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %image = dl.cast %i : tensor<4x3xui8> -> tensor<4x3xf32>
    %p = dl.mul %x, %image : tensor<4x3xf32>
    %count = dl.cast %c : tensor<4xi32> -> tensor<4xf32>
    %counts = dl.broadcast %count dims [0] : tensor<4xf32> -> tensor<4x3xf32>
    %share = dl.div %p, %counts : tensor<4x3xf32>
    %rows = dl.broadcast %w dims [1] : tensor<3xf32> -> tensor<4x3xf32>
    %e = dl.mul %share, %rows : tensor<4x3xf32>
    %loss = dl.reduce_sum %e axes [0, 1] : tensor<4x3xf32> -> tensor<f32>
    return %loss : tensor<f32>
  }
  func.func @eval(%w: tensor<3xf32> {dl.role = "parameter", dl.name = "w"},
                  %x: tensor<4x3xf32> {dl.role = "input", dl.name = "x"})
      -> (tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
    %rows = dl.broadcast %w dims [1] : tensor<3xf32> -> tensor<4x3xf32>
    %e = dl.mul %x, %rows : tensor<4x3xf32>
    %loss = dl.reduce_sum %e axes [0, 1] : tensor<4x3xf32> -> tensor<f32>
    return %loss : tensor<f32>
  }
}

// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups))' | FileCheck %s
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups{fuse=false}))' | FileCheck %s --check-prefix=APART

// What follows a product is done on its tiles.
// CHECK-LABEL: func.func @epilogue(
// CHECK: %[[Y:.*]] = dl.group {{ *}}contraction
// CHECK: dl.matmul
// CHECK: dl.add
// CHECK: dl.relu
// CHECK: dl.yield
// CHECK-NOT: dl.group
// CHECK: return %[[Y]]
// APART-LABEL: func.func @epilogue(
// APART: dl.group {{ *}}contraction
// APART: dl.group {{ *}}rows
// APART: dl.add
// APART: dl.group {{ *}}rows
// APART: dl.relu
func.func @epilogue(%x: tensor<8x4xf32>, %w: tensor<4x6xf32>, %b: tensor<6xf32>) -> tensor<8x6xf32> {
  %0 = dl.matmul %x, %w : tensor<8x4xf32>, tensor<4x6xf32> -> tensor<8x6xf32>
  %1 = dl.broadcast %b dims [1] : tensor<6xf32> -> tensor<8x6xf32>
  %2 = dl.add %0, %1 : tensor<8x6xf32>
  %3 = dl.relu %2 : tensor<8x6xf32>
  return %3 : tensor<8x6xf32>
}

// The gradient of relu, from the saved output, is an epilogue too.
// CHECK-LABEL: func.func @relu_backward(
// CHECK: dl.group {{ *}}contraction
// CHECK: %[[DX:.*]] = dl.matmul
// CHECK: %[[POSITIVE:.*]] = dl.compare {{ *}}gt
// CHECK: dl.select %[[POSITIVE]], %[[DX]]
// CHECK: dl.yield
// CHECK-NOT: dl.group
func.func @relu_backward(%dy: tensor<8x6xf32>, %w: tensor<6x4xf32>, %y: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %0 = dl.matmul %dy, %w : tensor<8x6xf32>, tensor<6x4xf32> -> tensor<8x4xf32>
  %zero = dl.constant dense<0.0> : tensor<8x4xf32>
  %1 = dl.compare gt %y, %zero : tensor<8x4xf32>
  %2 = dl.select %1, %0, %zero : tensor<8x4xi1>, tensor<8x4xf32>
  return %2 : tensor<8x4xf32>
}

// A product's operands must be in memory before it starts: what computes them is a group before it.
// CHECK-LABEL: func.func @prologue(
// CHECK: %[[E:.*]] = dl.group {{ *}}rows
// CHECK: dl.exp
// CHECK: dl.group {{ *}}contraction
// CHECK: dl.matmul %[[E]]
func.func @prologue(%x: tensor<8x8xf32>, %w: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %0 = dl.exp %x : tensor<8x8xf32>
  %1 = dl.matmul %0, %w : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
  %2 = dl.add %1, %0 : tensor<8x8xf32>
  return %2 : tensor<8x8xf32>
}

// Softmax, its loss and the gradient share one walk over the rows.
// CHECK-LABEL: func.func @rows(
// CHECK: %[[R:.*]]:2 = dl.group {{ *}}rows
// CHECK: dl.reduce_max
// CHECK: dl.exp
// CHECK: dl.reduce_sum
// CHECK: dl.log
// CHECK: dl.mul
// CHECK: dl.yield %{{.*}}, %{{.*}} : tensor<8xf32>, tensor<8x10xf32>
// CHECK-NOT: dl.group
// CHECK: return %[[R]]#0, %[[R]]#1
func.func @rows(%x: tensor<8x10xf32>) -> (tensor<8xf32>, tensor<8x10xf32>) {
  %0 = dl.reduce_max %x axes [1] : tensor<8x10xf32> -> tensor<8xf32>
  %1 = dl.broadcast %0 dims [0] : tensor<8xf32> -> tensor<8x10xf32>
  %2 = dl.sub %x, %1 : tensor<8x10xf32>
  %3 = dl.exp %2 : tensor<8x10xf32>
  %4 = dl.reduce_sum %3 axes [1] : tensor<8x10xf32> -> tensor<8xf32>
  %5 = dl.log %4 : tensor<8xf32>
  %6 = dl.broadcast %4 dims [0] : tensor<8xf32> -> tensor<8x10xf32>
  %7 = dl.mul %3, %6 : tensor<8x10xf32>
  return %5, %7 : tensor<8xf32>, tensor<8x10xf32>
}

// A row's sum that is wanted for each column: all rows must be done first.
// CHECK-LABEL: func.func @fold_along_columns(
// CHECK: %[[SUM:.*]] = dl.group {{ *}}rows
// CHECK: dl.reduce_sum
// CHECK: dl.group {{ *}}rows
// CHECK: dl.broadcast %[[SUM]] dims [1]
// CHECK: dl.mul
func.func @fold_along_columns(%x: tensor<5x5xf32>) -> tensor<5x5xf32> {
  %0 = dl.reduce_sum %x axes [1] : tensor<5x5xf32> -> tensor<5xf32>
  %1 = dl.broadcast %0 dims [1] : tensor<5xf32> -> tensor<5x5xf32>
  %2 = dl.mul %x, %1 : tensor<5x5xf32>
  return %2 : tensor<5x5xf32>
}

// Nor may it get there through a group that merges with the sum's.
// CHECK-LABEL: func.func @fold_along_columns_merged(
// CHECK: %[[SUM:.*]] = dl.group {{ *}}rows
// CHECK: dl.reduce_sum
// CHECK: dl.group {{ *}}rows
// CHECK: dl.broadcast %[[SUM]] dims [1]
func.func @fold_along_columns_merged(%x: tensor<5x5xf32>, %y: tensor<5x5xf32>) -> tensor<5x5xf32> {
  %0 = dl.exp %y : tensor<5x5xf32>
  %1 = dl.reduce_sum %x axes [1] : tensor<5x5xf32> -> tensor<5xf32>
  %2 = dl.broadcast %1 dims [1] : tensor<5xf32> -> tensor<5x5xf32>
  %3 = dl.mul %0, %2 : tensor<5x5xf32>
  return %3 : tensor<5x5xf32>
}

// One value a row may be left in memory by a group of longer rows; a second step up is a new group.
// CHECK-LABEL: func.func @per_row(
// CHECK: %[[G:.*]]:2 = dl.group {{ *}}rows
// CHECK: dl.exp
// CHECK: dl.mul
// CHECK: dl.yield %{{.*}}, %{{.*}} : tensor<5xf32>, tensor<5x7xf32>
// CHECK: dl.group {{ *}}rows
// CHECK: dl.broadcast %[[G]]#1 dims [0, 1]
func.func @per_row(%x: tensor<5xf32>, %y: tensor<5x7xf32>, %z: tensor<5x7x3xf32>) -> (tensor<5xf32>, tensor<5x7x3xf32>) {
  %0 = dl.exp %x : tensor<5xf32>
  %1 = dl.broadcast %0 dims [0] : tensor<5xf32> -> tensor<5x7xf32>
  %2 = dl.mul %y, %1 : tensor<5x7xf32>
  %3 = dl.broadcast %2 dims [0, 1] : tensor<5x7xf32> -> tensor<5x7x3xf32>
  %4 = dl.mul %3, %z : tensor<5x7x3xf32>
  return %0, %4 : tensor<5xf32>, tensor<5x7x3xf32>
}

// Free ops are computed anew in each group that uses them, and have none of their own.
// CHECK-LABEL: func.func @free(
// CHECK: dl.group {{ *}}columns
// CHECK: dl.broadcast
// CHECK: dl.reduce_sum
// CHECK: dl.group {{ *}}contraction
// CHECK: dl.broadcast
// CHECK: dl.mul
// CHECK-NOT: dl.group
func.func @free(%b: tensor<6xf32>, %x: tensor<8x4xf32>, %w: tensor<4x6xf32>) -> (tensor<6xf32>, tensor<8x6xf32>) {
  %0 = dl.broadcast %b dims [1] : tensor<6xf32> -> tensor<8x6xf32>
  %1 = dl.reduce_sum %0 axes [0] : tensor<8x6xf32> -> tensor<6xf32>
  %2 = dl.matmul %x, %w : tensor<8x4xf32>, tensor<4x6xf32> -> tensor<8x6xf32>
  %3 = dl.mul %2, %0 : tensor<8x6xf32>
  return %1, %3 : tensor<6xf32>, tensor<8x6xf32>
}

// Unless a kernel needs them in memory.
// CHECK-LABEL: func.func @free_in_memory(
// CHECK: %[[WIDE:.*]] = dl.group {{ *}}rows
// CHECK: dl.broadcast
// CHECK: dl.group {{ *}}contraction
// CHECK: dl.matmul %{{.*}}, %[[WIDE]]
func.func @free_in_memory(%b: tensor<6xf32>, %x: tensor<8x4xf32>) -> tensor<8x6xf32> {
  %0 = dl.broadcast %b dims [1] : tensor<6xf32> -> tensor<4x6xf32>
  %1 = dl.matmul %x, %0 : tensor<8x4xf32>, tensor<4x6xf32> -> tensor<8x6xf32>
  return %1 : tensor<8x6xf32>
}

// The last op could join the first group but for the sum over columns, which needs all of it.
// CHECK-LABEL: func.func @no_cycle(
// CHECK: %[[E:.*]] = dl.group {{ *}}rows
// CHECK-NEXT: dl.exp
// CHECK-NEXT: dl.yield
// CHECK: %[[SUM:.*]] = dl.group {{ *}}columns
// CHECK: dl.group {{ *}}rows
// CHECK: dl.broadcast %[[SUM]]
// CHECK: dl.div %[[E]]
func.func @no_cycle(%x: tensor<8x6xf32>) -> tensor<8x6xf32> {
  %0 = dl.exp %x : tensor<8x6xf32>
  %1 = dl.reduce_sum %0 axes [0] : tensor<8x6xf32> -> tensor<6xf32>
  %2 = dl.broadcast %1 dims [1] : tensor<6xf32> -> tensor<8x6xf32>
  %3 = dl.div %0, %2 : tensor<8x6xf32>
  return %3 : tensor<8x6xf32>
}

// Moving elements is a kernel of its own.
// CHECK-LABEL: func.func @moves(
// CHECK: dl.group {{ *}}rows
// CHECK: dl.exp
// CHECK: %[[T:.*]] = dl.group {{ *}}move
// CHECK-NEXT: dl.transpose
// CHECK-NEXT: dl.yield
// CHECK: dl.group {{ *}}rows
// CHECK: dl.tanh %[[T]]
func.func @moves(%x: tensor<8x6xf32>) -> tensor<6x8xf32> {
  %0 = dl.exp %x : tensor<8x6xf32>
  %1 = dl.transpose %0 [1, 0] : tensor<8x6xf32> -> tensor<6x8xf32>
  %2 = dl.tanh %1 : tensor<6x8xf32>
  return %2 : tensor<6x8xf32>
}

// Nobody wants it.
// CHECK-LABEL: func.func @dead(
// CHECK-NEXT: return
func.func @dead(%x: tensor<8x6xf32>) -> tensor<8x6xf32> {
  %0 = dl.exp %x : tensor<8x6xf32>
  return %x : tensor<8x6xf32>
}

// A free op that is also a result is stored by the group that computes it: the group reads nothing of a
// later one.
// CHECK-LABEL: func.func @stored(
// CHECK: %[[G:.*]]:2 = dl.group {{ *}}rows
// CHECK: dl.reduce_max
// CHECK: %[[WIDE:.*]] = dl.broadcast
// CHECK: dl.mul %[[WIDE]], %[[WIDE]]
// CHECK-NOT: dl.group
// CHECK: return
func.func @stored(%x: tensor<128xf32>) -> (tensor<1xf32>, tensor<f32>) {
  %0 = dl.reduce_max %x axes [0] : tensor<128xf32> -> tensor<f32>
  %1 = dl.broadcast %0 dims [] : tensor<f32> -> tensor<1xf32>
  %2 = dl.mul %1, %1 : tensor<1xf32>
  %3 = dl.reshape %1 : tensor<1xf32> -> tensor<f32>
  return %2, %3 : tensor<1xf32>, tensor<f32>
}

// Sums over an outer dimension take what makes their elements with them, and two over the same memory
// are one pass.
// CHECK-LABEL: func.func @sibling_columns(
// CHECK: dl.group columns {
// CHECK: dl.reduce_sum
// CHECK: dl.mul
// CHECK: dl.reduce_sum
// CHECK: dl.yield %{{.*}}, %{{.*}} : tensor<3x8xf32>, tensor<3x8xf32>
// CHECK-NOT: dl.group
// CHECK: return
func.func @sibling_columns(%g: tensor<3x5x8xf32>, %y: tensor<3x5x8xf32>) -> (tensor<3x8xf32>, tensor<3x8xf32>) {
  %sum = dl.reduce_sum %g axes [1] : tensor<3x5x8xf32> -> tensor<3x8xf32>
  %product = dl.mul %g, %y : tensor<3x5x8xf32>
  %dot = dl.reduce_sum %product axes [1] : tensor<3x5x8xf32> -> tensor<3x8xf32>
  return %sum, %dot : tensor<3x8xf32>, tensor<3x8xf32>
}

// The second needs the first, so there are two passes.
// CHECK-LABEL: func.func @dependent_columns(
// CHECK: dl.group columns
// CHECK: dl.group columns
func.func @dependent_columns(%x: tensor<5x8xf32>) -> tensor<8xf32> {
  %sum = dl.reduce_sum %x axes [0] : tensor<5x8xf32> -> tensor<8xf32>
  %spread = dl.broadcast %sum dims [1] : tensor<8xf32> -> tensor<5x8xf32>
  %centred = dl.sub %x, %spread : tensor<5x8xf32>
  %again = dl.reduce_sum %centred axes [0] : tensor<5x8xf32> -> tensor<8xf32>
  return %again : tensor<8xf32>
}

// What is scaled after the epilogue is scaled by who needs it, if the epilogue's value is in memory
// anyway.
// CHECK-LABEL: func.func @sunk_leaf(
// CHECK: dl.group contraction {
// CHECK: dl.matmul
// CHECK-NEXT: dl.relu
// CHECK-NEXT: dl.yield
// CHECK: dl.group rows {
// CHECK: dl.mul
func.func @sunk_leaf(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %scale: tensor<16xf32>) -> (tensor<4x16xf32>, tensor<4x16xf32>) {
  %h = dl.matmul %x, %w : tensor<4x8xf32>, tensor<8x16xf32> -> tensor<4x16xf32>
  %r = dl.relu %h : tensor<4x16xf32>
  %spread = dl.broadcast %scale dims [1] : tensor<16xf32> -> tensor<4x16xf32>
  %scaled = dl.mul %r, %spread : tensor<4x16xf32>
  %sum = dl.reduce_sum %r axes [0] : tensor<4x16xf32> -> tensor<16xf32>
  %again = dl.broadcast %sum dims [1] : tensor<16xf32> -> tensor<4x16xf32>
  %y = dl.sub %scaled, %again : tensor<4x16xf32>
  return %r, %y : tensor<4x16xf32>, tensor<4x16xf32>
}

// The gradient of a bias beside that of the weight; not where another value is summed, nor rows.
// CHECK-LABEL: func.func @column_sums(
// CHECK-SAME: %[[X:.*]]: tensor<8x4xf32>, %[[G:.*]]: tensor<8x6xf32>
// CHECK: dl.group contraction {
// CHECK-DAG: dl.matmul %[[X]], %[[G]] transpose_lhs
// CHECK-DAG: dl.reduce_sum %[[G]] axes [0]
// CHECK: dl.group columns {
// CHECK: dl.reduce_sum %[[X]] axes [0]
// CHECK: return
// APART-LABEL: func.func @column_sums(
// APART: dl.group columns {
// APART: dl.group columns {
func.func @column_sums(%x: tensor<8x4xf32>, %g: tensor<8x6xf32>) -> (tensor<4x6xf32>, tensor<6xf32>, tensor<4xf32>) {
  %dw = dl.matmul %x, %g transpose_lhs : tensor<8x4xf32>, tensor<8x6xf32> -> tensor<4x6xf32>
  %db = dl.reduce_sum %g axes [0] : tensor<8x6xf32> -> tensor<6xf32>
  %other = dl.reduce_sum %x axes [0] : tensor<8x4xf32> -> tensor<4xf32>
  return %dw, %db, %other : tensor<4x6xf32>, tensor<6xf32>, tensor<4xf32>
}

// A sum that the product's operand is made of comes before it.
// CHECK-LABEL: func.func @column_sums_first(
// CHECK: dl.group columns {
// CHECK: dl.group contraction {
func.func @column_sums_first(%x: tensor<8x6xf32>, %g: tensor<8x6xf32>) -> tensor<6x6xf32> {
  %sum = dl.reduce_sum %g axes [0] : tensor<8x6xf32> -> tensor<6xf32>
  %row = dl.broadcast %sum dims [1] : tensor<6xf32> -> tensor<8x6xf32>
  %y = dl.mul %x, %row : tensor<8x6xf32>
  %dw = dl.matmul %y, %g transpose_lhs : tensor<8x6xf32>, tensor<8x6xf32> -> tensor<6x6xf32>
  return %dw : tensor<6x6xf32>
}

// A value in another shape is whole only once its group is done.
// CHECK-LABEL: func.func @renamed(
// CHECK: dl.group rows {
// CHECK: dl.exp
// CHECK: dl.reshape
// CHECK: dl.group rows {
// CHECK: dl.add
func.func @renamed(%x: tensor<6x4xf32>) -> tensor<6x4xf32> {
  %e = dl.exp %x : tensor<6x4xf32>
  %turned = dl.reshape %e : tensor<6x4xf32> -> tensor<4x6xf32>
  %back = dl.exp %turned : tensor<4x6xf32>
  %again = dl.reshape %back : tensor<4x6xf32> -> tensor<6x4xf32>
  %y = dl.add %e, %again : tensor<6x4xf32>
  return %y : tensor<6x4xf32>
}

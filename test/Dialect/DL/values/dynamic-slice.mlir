// DEFINE: %{run} = dlc-run %s --in x=1,2,3,4,5,6 --in u=7,8,9,10 --in p=1 --in far=9 --in below=-3
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s

// CHECK: slice: 2 3 5 6
// CHECK: row: 4 5 6
// A position outside is moved to where the slice fits.
// CHECK: last: 3 6
// CHECK: first: 1 4
// CHECK: updated: 1 7 8 4 9 10
// CHECK: one: 7 2 3 8 5 6
// CHECK: rows: 1 2 3 7 8 9
func.func @f(%x: tensor<2x3xf32> {dl.name = "x"}, %u: tensor<4xf32> {dl.name = "u"}, %p: tensor<i64> {dl.name = "p"},
             %far: tensor<i64> {dl.name = "far"}, %below: tensor<i64> {dl.name = "below"})
    -> (tensor<2x2xf32> {dl.name = "slice"}, tensor<1x3xf32> {dl.name = "row"}, tensor<2x1xf32> {dl.name = "last"}, tensor<2x1xf32> {dl.name = "first"},
        tensor<2x3xf32> {dl.name = "updated"}, tensor<2x3xf32> {dl.name = "one"}, tensor<2x3xf32> {dl.name = "rows"}) {
  %slice = dl.dynamic_slice %x at %p axis 1 size 2 : tensor<2x3xf32>
  %row = dl.dynamic_slice %x at %p axis 0 size 1 : tensor<2x3xf32>
  %last = dl.dynamic_slice %x at %far axis 1 size 1 : tensor<2x3xf32>
  %first = dl.dynamic_slice %x at %below axis 1 size 1 : tensor<2x3xf32>
  %square = dl.reshape %u : tensor<4xf32> -> tensor<2x2xf32>
  %updated = dl.dynamic_update_slice %x, %square at %p axis 1 : tensor<2x3xf32>, tensor<2x2xf32>
  %two = dl.slice %u from [0] to [2] by [1] : tensor<4xf32> -> tensor<2xf32>
  %column = dl.reshape %two : tensor<2xf32> -> tensor<2x1xf32>
  %one = dl.dynamic_update_slice %x, %column at %below axis 1 : tensor<2x3xf32>, tensor<2x1xf32>
  %three = dl.slice %u from [0] to [3] by [1] : tensor<4xf32> -> tensor<3xf32>
  %line = dl.reshape %three : tensor<3xf32> -> tensor<1x3xf32>
  %rows = dl.dynamic_update_slice %x, %line at %p axis 0 : tensor<2x3xf32>, tensor<1x3xf32>
  return %slice, %row, %last, %first, %updated, %one, %rows
    : tensor<2x2xf32>, tensor<1x3xf32>, tensor<2x1xf32>, tensor<2x1xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

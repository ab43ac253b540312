// RUN: dlc-opt %s --dl-store-bf16 | FileCheck %s
// A reshape or a slice inside a group says where to read: what it reads is widened behind it, not in front, where it
// would be nowhere in memory.
// CHECK-LABEL: func.func @places
// CHECK: %[[IMAGE:.*]] = dl.group rows {
// CHECK: } : tensor<4x8x8xbf16>
// CHECK: dl.group contraction {
// CHECK: %[[SLICE:.*]] = dl.slice %[[IMAGE]] {{.*}} : tensor<4x8x8xbf16> -> tensor<4x8x4xbf16>
// CHECK: %[[PLACE:.*]] = dl.reshape %[[SLICE]] : tensor<4x8x4xbf16> -> tensor<4x8x4x1xbf16>
// CHECK: %[[WIDE:.*]] = dl.cast %[[PLACE]] : tensor<4x8x4x1xbf16> -> tensor<4x8x4x1xf32>
// CHECK: dl.contract %[[WIDE]]
func.func @places(%x: tensor<4x8x8xf32>, %w: tensor<1x16xf32>) -> tensor<4x8x4x16xf32> {
  %0 = dl.group rows {
    %2 = dl.relu %x : tensor<4x8x8xf32>
    dl.yield %2 : tensor<4x8x8xf32>
  } : tensor<4x8x8xf32>
  %1 = dl.group contraction {
    %2 = dl.slice %0 from [0, 0, 2] to [4, 8, 6] by [1, 1, 1] : tensor<4x8x8xf32> -> tensor<4x8x4xf32>
    %3 = dl.reshape %2 : tensor<4x8x4xf32> -> tensor<4x8x4x1xf32>
    %4 = dl.contract %3 at affine_map<(n, y, x, o, c) -> (n, y, x, c)>, %w at affine_map<(n, y, x, o, c) -> (c, o)> over [1] : tensor<4x8x4x1xf32>, tensor<1x16xf32> -> tensor<4x8x4x16xf32>
    dl.yield %4 : tensor<4x8x4x16xf32>
  } : tensor<4x8x4x16xf32>
  return %1 : tensor<4x8x4x16xf32>
}

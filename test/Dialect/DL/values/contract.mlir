// RUN: dlc-run %s --pipeline=optimised --in arg0=1,2,3 --in arg1=1,10,100,1000 | FileCheck %s
// RUN: dlc-run %s --pipeline=optimised --entry=blocked --in arg0=1,2,3 --in arg1=1,10,100,1000,5,6,7,8 | FileCheck %s --check-prefix=BLOCKED

// A filter of three with padding 1: what lies outside is zero.
// CHECK: result0: 32 321 3210 2100
func.func @f(%w: tensor<3xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  %lhs = dl.reshape %w : tensor<3xf32> -> tensor<3x1xf32>
  %rhs = dl.reshape %x : tensor<4xf32> -> tensor<4x1xf32>
  %y = dl.contract %lhs at affine_map<(i, v, r) -> (r, v)>, %rhs at affine_map<(i, v, r) -> (i + r - 1, v)> over [3]
       : tensor<3x1xf32>, tensor<4x1xf32> -> tensor<4x1xf32>
  %z = dl.reshape %y : tensor<4x1xf32> -> tensor<4xf32>
  return %z : tensor<4xf32>
}

// Sums of the outer reduction wait in memory between its steps.
// BLOCKED: result0: 113 1024 226 2048 339 3072
func.func @blocked(%w: tensor<3xf32>, %x: tensor<2x4xf32>) -> tensor<3x2xf32> {
  %lhs = dl.reshape %x : tensor<2x4xf32> -> tensor<2x2x2xf32>
  %w2 = dl.broadcast %w dims [1] : tensor<3xf32> -> tensor<2x3xf32>
  %y = dl.contract %w2 at affine_map<(i, v, b, r) -> (b, i)>, %lhs at affine_map<(i, v, b, r) -> (b, r, v)> over [2, 2] blocked 1
       : tensor<2x3xf32>, tensor<2x2x2xf32> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

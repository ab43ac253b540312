// RUN: dlc-opt %s --dl-gradient="function=f of=y" | FileCheck %s

// The probabilities are computed again. Four heads share two keys: as more rows of one product.
// CHECK-LABEL: @gradient
// CHECK-SAME: %[[Q:[^:]*]]: tensor<1x4x3x2xf32> {dl.name = "q"}, %[[K:[^:]*]]: tensor<1x2x5x2xf32> {dl.name = "k"}, %[[V:[^:]*]]: tensor<1x2x5x2xf32> {dl.name = "v"}
// CHECK: %[[ROWS:.*]] = dl.reshape %[[Q]] : tensor<1x4x3x2xf32> -> tensor<1x2x6x2xf32>
// CHECK: dl.matmul %[[ROWS]], %[[K]] transpose_rhs
// CHECK: %[[P:.*]] = dl.softmax %{{.*}} : tensor<1x4x3x5xf32>
// CHECK: %[[DP:.*]] = dl.matmul %{{.*}}, %[[V]] transpose_rhs
// CHECK: %[[DPP:.*]] = dl.mul %{{.*}}, %[[P]]
// CHECK: dl.reduce_sum %[[DPP]] axes [3]
// CHECK: dl.matmul %{{.*}}, %{{.*}} transpose_lhs : tensor<1x2x6x5xf32>, tensor<1x2x6x2xf32> -> tensor<1x2x5x2xf32>
func.func @f(%q: tensor<1x4x3x2xf32> {dl.name = "q"}, %k: tensor<1x2x5x2xf32> {dl.name = "k"}, %v: tensor<1x2x5x2xf32> {dl.name = "v"})
    -> (tensor<1x4x3x2xf32> {dl.name = "y"}) {
  %y = dl.attention %q, %k, %v causal scale 0.5 : tensor<1x4x3x2xf32>, tensor<1x2x5x2xf32>
  return %y : tensor<1x4x3x2xf32>
}

// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-decompose-ops, cse))' | FileCheck %s

// Where every query sees a key, the powers of hidden ones are 0 as they are.
// CHECK-LABEL: func.func @causal(
// CHECK: %[[SCORES:.*]] = dl.matmul %{{.*}}, %{{.*}} transpose_rhs {dl.triangle = "result"} : tensor<2x3x4x8xf32>, tensor<2x3x4x8xf32> -> tensor<2x3x4x4xf32>
// CHECK: %[[SCALED:.*]] = dl.mul %[[SCORES]]
// CHECK: %[[PAST:.*]] = dl.compare {{ *}}le %{{.*}} : tensor<4x4xi32>
// CHECK: %[[MASK:.*]] = dl.broadcast %[[PAST]] dims [2, 3]
// CHECK: dl.select %[[MASK]], %[[SCALED]]
// CHECK: %[[P:.*]] = dl.mul
// CHECK-NEXT: dl.matmul %[[P]], %{{.*}} {dl.triangle = "lower"}
func.func @causal(%q: tensor<2x3x4x8xf32>) -> tensor<2x3x4x8xf32> {
  %y = dl.attention %q, %q, %q causal scale 0.25 : tensor<2x3x4x8xf32>, tensor<2x3x4x8xf32>
  return %y : tensor<2x3x4x8xf32>
}

// A query may see nothing, so its probabilities are made 0 by choice.
// CHECK-LABEL: func.func @masked(
// CHECK-SAME: %{{.*}}: tensor<2x3x4x8xf32>, %[[M:.*]]: tensor<2x4xi1>
// CHECK: %[[MASK:.*]] = dl.broadcast %[[M]] dims [0, 3]
// CHECK: dl.select %[[MASK]]
// CHECK: %[[P:.*]] = dl.mul
// CHECK: %[[KEPT:.*]] = dl.select %[[MASK]], %[[P]]
// CHECK: dl.matmul %[[KEPT]]
func.func @masked(%q: tensor<2x3x4x8xf32>, %m: tensor<2x4xi1>) -> tensor<2x3x4x8xf32> {
  %y = dl.attention %q, %q, %q mask %m scale 1.0 : tensor<2x3x4x8xf32>, tensor<2x3x4x8xf32>, tensor<2x4xi1>
  return %y : tensor<2x3x4x8xf32>
}

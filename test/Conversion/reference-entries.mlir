// RUN: dlc-opt %s -dl-assign-offsets -dlc-reference | FileCheck %s

dl.variable @a parameter : tensor<4xf32> init "zeros" trainable
dl.variable @w parameter : tensor<4xf32> init "zeros" trainable

// CHECK: llvm.func internal @train_step.graph(
// CHECK-LABEL: llvm.func @train_step(
// CHECK-SAME: %[[CALL:.*]]: !llvm.ptr, %[[THREAD:.*]]: i32, %{{.*}}: i32) -> i32
// Other threads have nothing to do.
// CHECK: %[[FIRST:.*]] = llvm.icmp "eq" %[[THREAD]]
// CHECK: llvm.cond_br %[[FIRST]], ^[[BODY:.*]], ^[[END:.*]]
// CHECK: ^[[BODY]]:
// `w` lies 64 bytes behind `a` in its block; the result is computed elsewhere and copied in the end.
// CHECK: %[[BLOCK:.*]] = llvm.load %{{.*}} : !llvm.ptr -> !llvm.ptr
// CHECK: %[[W:.*]] = llvm.getelementptr %[[BLOCK]][%{{.*}}]
// CHECK: %[[RESULT:.*]] = llvm.call @malloc
// CHECK: %[[LOSS:.*]] = llvm.call @malloc
// CHECK: llvm.call @train_step.graph(%[[W]], %[[RESULT]], %[[LOSS]])
// CHECK: "llvm.intr.memcpy"(%{{.*}}, %[[RESULT]]
// CHECK: llvm.call @free(%[[RESULT]])
// A caller that wants no loss passes null.
// CHECK: %[[NULL:.*]] = llvm.icmp "eq" %[[TARGET:.*]], %{{.*}} : !llvm.ptr
// CHECK: llvm.select %[[NULL]], %[[LOSS]], %[[TARGET]]
// CHECK: llvm.call @free(%[[LOSS]])
// CHECK-NOT: dl.variable
func.func @train_step(%w: tensor<4xf32> {dl.role = "parameter", dl.name = "w"})
    -> (tensor<4xf32> {dl.role = "parameter", dl.name = "w"},
        tensor<f32> {dl.role = "loss", dl.name = "loss"}) {
  %new = dl.neg %w : tensor<4xf32>
  %loss = dl.reduce_sum %w axes [0] : tensor<4xf32> -> tensor<f32>
  return %new, %loss : tensor<4xf32>, tensor<f32>
}

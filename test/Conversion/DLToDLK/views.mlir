// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk)' | FileCheck %s
// Where a step finds its operands: variables at their offsets, the rest by their position.

dl.variable @b parameter : tensor<6xf32> init "zeros" trainable at 0
dl.variable @w parameter : tensor<4x6xf32> init "zeros" trainable at 64
dl.variable @count state : tensor<i64> init "zeros" at 128
dl.variable @m optimizer : tensor<4x6xf32> init "zeros" at 192
dl.variable @"grad:w" gradient : tensor<4x6xf32> init "zeros" at 256

// CHECK-NOT: dl.variable
// CHECK: func.func private @[[KERNEL:.*]](%{{.*}}: index
// CHECK-SAME: memref<24xf32> {llvm.noalias}, %{{.*}}: memref<24xf32> {llvm.noalias}
// CHECK-SAME: attributes {dlk.kernel, dlk.summary = "rows: mul add"}
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[CALL:.*]]: !llvm.ptr, %[[THREAD:.*]]: i32, %[[THREADS:.*]]: i32) -> i32
// CHECK-DAG: dlk.view %[[CALL]] {{ *}}parameters[0] at 64 : memref<24xf32>
// CHECK-DAG: dlk.view %[[CALL]] {{ *}}optimizer[0] at 192 : memref<24xf32>
// CHECK-DAG: dlk.view %[[CALL]] {{ *}}gradients[0] at 256 : memref<24xf32>
// CHECK-DAG: dlk.view %[[CALL]] {{ *}}lr_scale[0] at 0 : memref<f32>
// CHECK-DAG: dlk.view %[[CALL]] {{ *}}state[0] at 128 : memref<i64>
// CHECK-DAG: dlk.view %[[CALL]] {{ *}}step[0] at 0 : memref<i64>
// CHECK: %[[OK:.*]] = arith.constant 0 : i32
// CHECK: return %[[OK]]
func.func @train_step(%w: tensor<4x6xf32> {dl.role = "parameter", dl.name = "w"},
                      %m: tensor<4x6xf32> {dl.role = "optimizer", dl.name = "m"},
                      %step: tensor<i64> {dl.role = "scalar", dl.name = "step"},
                      %lr: tensor<f32> {dl.role = "scalar", dl.name = "lr_scale"})
    -> (tensor<4x6xf32> {dl.role = "gradient", dl.name = "w"},
        tensor<i64> {dl.role = "state", dl.name = "count"}) {
  %wide = dl.broadcast %lr dims [] : tensor<f32> -> tensor<4x6xf32>
  %scaled = dl.mul %m, %wide : tensor<4x6xf32>
  %sum = dl.add %w, %scaled : tensor<4x6xf32>
  %twice = dl.abs %step : tensor<i64>
  return %sum, %twice : tensor<4x6xf32>, tensor<i64>
}

// Bytes, bools and their storage; inputs and outputs are numbered as in the tables.
// CHECK-LABEL: func.func @predict(
// CHECK-DAG: inputs[0] at 0 : memref<32xi8>
// CHECK-DAG: outputs[0] at 0 : memref<32xi8>
func.func @predict(%x: tensor<8x4xui8> {dl.role = "input", dl.name = "x"})
    -> (tensor<8x4xi1> {dl.role = "output", dl.name = "set"}) {
  %zero = dl.constant dense<0> : tensor<8x4xui8>
  %set = dl.compare ne %x, %zero : tensor<8x4xui8>
  return %set : tensor<8x4xi1>
}

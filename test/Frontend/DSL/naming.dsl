# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input x : f32[batch, 4]
  let a = dense(dense(dense(x, 5), 4), 4) + dense(x, 4)
  output o = dense(a, 2)
  output p = dense(relu(dense(a, 6)), 2)
  output q = dense(a, 3) as head
}
# CHECK-DAG: @a.weight parameter : tensor<4x4xf32>
# CHECK-DAG: @a.dense.weight parameter : tensor<5x4xf32>
# CHECK-DAG: @a.dense_2.weight parameter : tensor<4x5xf32>
# CHECK-DAG: @a.dense_3.weight parameter : tensor<4x4xf32>
# CHECK-DAG: @dense.weight parameter : tensor<4x2xf32>
# CHECK-DAG: @dense_2.weight parameter : tensor<6x2xf32>
# CHECK-DAG: @dense_2.dense.weight parameter : tensor<4x6xf32>
# CHECK-DAG: @head.weight parameter : tensor<4x3xf32>

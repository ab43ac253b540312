# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input ids : i32[batch, 3]
  let tokens = embedding(ids, 50, 8)
  output logits = matmul(tokens, tokens.weight, transpose_b = true)
}
# CHECK: func.func @predict(%[[W:[a-z0-9]+]]: tensor<50x8xf32>
# CHECK: dl.gather %[[W]]
# All rows in one product, which reads the table as it is.
# CHECK: dl.matmul %{{.*}}, %[[W]] transpose_rhs : tensor<96x8xf32>, tensor<50x8xf32> -> tensor<96x50xf32>

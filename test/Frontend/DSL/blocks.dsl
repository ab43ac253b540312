# RUN: dlc %s --emit=dl -o - | FileCheck %s
block encoder_layer(x, heads, mlp = 4, causal = false) {
  let width = dim(x, -1)
  let att = x + dense(dense(x, width), width)
  let up  = gelu(dense(att, mlp * width))
  return att + dense(up, width)
}
model spam {
  input  tokens : i32[batch, 64]
  target spam   : i32[batch]
  var h = embedding(tokens, 1000, 8)
  for i in 0..2 { h = encoder_layer(h, heads = 4) as layers[i] }
  let logits = dense(mean(h, axis = 1), 2)
  loss = softmax_cross_entropy(logits, spam)
}
# CHECK: dl.variable @h.weight parameter : tensor<1000x8xf32>
# CHECK: dl.variable @layers.0.att.dense.weight
# CHECK: dl.variable @layers.0.att.weight
# CHECK: dl.variable @layers.0.up.weight parameter : tensor<8x32xf32>
# CHECK: dl.variable @layers.0.dense.weight parameter : tensor<32x8xf32>
# CHECK: dl.variable @layers.1.att.dense.weight
# CHECK: tensor<32x64xi32> {dl.limit = 1000 : i64, dl.name = "tokens", dl.role = "input"}

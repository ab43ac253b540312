# A decoder of two layers, whole and position by position. Heads share keys in the second layer.
block layer(x, kv_heads) {
  let att = x + attention(layer_norm(x), heads = 4, kv_heads = kv_heads, causal = true)
  let up  = gelu(dense(layer_norm(att), 40))
  return att + dense(up, 20)
}

block body(tokens) {
  let emb = embedding(tokens, 17, 20)
  var h = position_embedding(emb, 13)
  h = layer(h, kv_heads = 4) as first
  h = layer(h, kv_heads = 2) as second
  return matmul(layer_norm(h), emb.weight, transpose_b = true)
}

model decoder {
  input  tokens : i32[batch, 11]
  target next   : i32[batch, 11]
  let net = body(tokens)
  output logits = net
  loss = softmax_cross_entropy(net, next)

  decode {
    input token : i32[batch, 1]
    let net = body(token)
    output next_logits = net
  }
}

train {
  batch = 3
}

# The network of regenerate_gpt.py: that of examples/gpt, smaller, with two heads of keys and values in odd layers.
block layer(x, kv_heads) {
  let att = x + attention(layer_norm(x), heads = 4, kv_heads = kv_heads, causal = true)
  let up  = gelu(dense(layer_norm(att), 48))
  return att + dense(up, 16)
}

model gpt {
  input  tokens : i32[batch, 12]
  target next   : i32[batch, 12]

  let emb = embedding(tokens, 19, 16)
  var h = position_embedding(emb, 12)
  for i in 0..4 { h = layer(h, kv_heads = 4 - 2 * (i % 2)) as layers[i] }
  let final = layer_norm(h)
  let logits = matmul(final, emb.weight, transpose_b = true)
  output scores = logits
  loss = softmax_cross_entropy(logits, next)
}

train {
  batch     = 5
  optimizer = adamw(lr = 3e-3, weight_decay = 0.1)
}

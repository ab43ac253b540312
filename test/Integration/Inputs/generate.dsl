# A decoder of one layer that learns a sentence by heart.
block body(tokens) {
  let emb = embedding(tokens, 28, 32, init = normal(std = 0.1))
  let h   = position_embedding(emb, 24)
  let att = h + attention(layer_norm(h), heads = 4, causal = true)
  let up  = gelu(dense(layer_norm(att), 64))
  let out = att + dense(up, 32)
  return dense(layer_norm(out), 28)
}

model sentence {
  input  tokens : i32[batch, 24]
  target next   : i32[batch, 24]
  let net = body(tokens)
  output logits = net
  loss = softmax_cross_entropy(net, next)
  metric perplexity = perplexity(net, next)
  decode {
    input token : i32[batch, 1]
    let net = body(token)
    output next_logits = net
  }
}

train {
  data      = text("corpus.txt", tokens = characters)
  batch     = 16
  epochs    = 4
  optimizer = adamw(lr = 1e-2)
}

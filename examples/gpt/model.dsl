# A small GPT on characters (Radford et al. 2019): four layers, 128 features, four heads, 64 positions. Layer norm
# comes first in each branch, positions are learned, and the last product reads the embedding's own weights.
block layer(x) {
  let att = x + attention(layer_norm(x), heads = 4, causal = true, init = normal(std = 0.02))
  let up  = gelu(dense(layer_norm(att), 512, init = normal(std = 0.02)))
  return att + dense(up, 128, init = normal(std = 0.007))
}

block gpt(tokens) {
  let emb = embedding(tokens, 65, 128, init = normal(std = 0.02))
  var h = position_embedding(emb, 64)
  for i in 0..4 { h = layer(h) as layers[i] }
  let final = layer_norm(h)
  return matmul(final, emb.weight, transpose_b = true)
}

model shakespeare {
  input  tokens : i32[batch, 64]
  target next   : i32[batch, 64]

  let gpt = gpt(tokens)
  output logits = gpt
  loss = softmax_cross_entropy(gpt, next)
  metric perplexity = perplexity(gpt, next)

  # One character a call; keys and values of those before are kept in state.
  decode {
    input token : i32[batch, 1]
    let gpt = gpt(token)
    output next_logits = gpt
  }
}

train {
  data      = text("tinyshakespeare/input.txt", tokens = characters, windows = 6000)
  batch     = 12
  epochs    = 4                                # 2,000 steps
  optimizer = adamw(lr = 1e-3, beta2 = 0.99, weight_decay = 0.1)
  schedule  = warmup_cosine(warmup = 100, floor = 0.1)
  clip      = global_norm(1.0)
}

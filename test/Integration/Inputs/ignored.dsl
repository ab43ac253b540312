# Logits plus a bias that hardly moves: what is looked at are the figures of an epoch.
model m {
  input  x : f32[batch, 2, 3]
  target y : i32[batch, 2]
  param bias : f32[3] = zeros()
  let logits = x + bias
  loss = softmax_cross_entropy(logits, y, ignore_index = -100)
  metric perplexity = perplexity(logits, y, ignore_index = -100)
  metric accuracy = accuracy(logits, y, ignore_index = -100)
}

train {
  batch     = 2
  epochs    = 1
  optimizer = sgd(lr = 1e-30)
}

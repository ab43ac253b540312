# 150 samples, seeds and shapes that make the last batch of an epoch ragged.
model m {
  input  x : f32[batch, 6]
  target y : i32[batch]
  let hidden = tanh(dense(x, 17))
  let logits = dense(hidden, 3)
  loss = softmax_cross_entropy(logits, y)
  metric accuracy = accuracy(logits, y)
}
train {
  data = synthetic(samples = 150, seed = 3)
  batch = 32  epochs = 3  l2 = 1e-4
  optimizer = adam(lr = 1e-2)
  schedule = warmup_cosine(warmup = 4)
}

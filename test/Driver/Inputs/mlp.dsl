model mlp {
  input  x : f32[batch, 8]
  target y : i32[batch]
  let hidden = relu(dense(x, 16))
  let logits = dense(hidden, 3)
  output probabilities = softmax(logits)
  loss = softmax_cross_entropy(logits, y)
  metric accuracy = accuracy(logits, y)
}

train {
  data      = synthetic(samples = 64)
  batch     = 16
  epochs    = 1
  optimizer = sgd(lr = 0.1)
}

# Two spirals: is a point of the plane on the one or on the other?
model spirals {
  input  point : f32[batch, 2]
  target arm   : i32[batch]

  let first  = tanh(dense(point, 32))
  let second = tanh(dense(first, 32))
  let logits = dense(second, 2)

  output probabilities = softmax(logits)
  loss   = softmax_cross_entropy(logits, arm)
  metric accuracy = accuracy(logits, arm)
}

train {
  batch     = 50
  optimizer = adam(lr = 5e-3)
}

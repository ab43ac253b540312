model NAME {
  input  x : f32[batch, 4]
  target y : i32[batch]
  let hidden = tanh(dense(x, 9))
  let logits = dense(hidden, 3)
  loss = softmax_cross_entropy(logits, y)
}
train { batch = 10  l2 = 1e-3  optimizer = adam(lr = 1e-2) }

model scores {
  input  x : f32[batch, 256, 16]
  target y : f32[batch, 256, 16]
  let seen = attention(x, heads = 2, causal = true)
  loss = mean_squared_error(seen, y)
}

train {
  batch     = 32
  optimizer = sgd(lr = 0.1)
}

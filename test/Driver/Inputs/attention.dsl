# Scores of 256 x 256 pairs are eight times what they are made of.
model attention {
  input  x : f32[batch, 256, 16]
  target y : f32[batch, 256, 16]
  let first  = attention(x, heads = 2, causal = true)
  let second = attention(first, heads = 2)
  loss = mean_squared_error(second, y)
}

train {
  batch     = 4
  epochs    = 1
  optimizer = adam(lr = 1e-3)
}

model deep {
  input  x : f32[batch, 32]
  target y : f32[batch, 32]
  var h = x
  for i in 0..12 {
    h = h + tanh(dense(dropout(h, 0.1), 32)) as layers[i]
  }
  loss = mean_squared_error(h, y)
}
train {
  batch     = 512
  epochs    = 4
  optimizer = momentum(lr = 1e-2)
}

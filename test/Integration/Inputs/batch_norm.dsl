model m {
  input  x : f32[batch, 3]
  target y : f32[batch, 3]
  param scale : f32[3] = ones()
  let n = batch_norm(x)
  output z = n * scale
  loss = mean_squared_error(z, y)
}

train {
  batch     = 4
  epochs    = 1
  optimizer = sgd(lr = 0.5)
  # freeze
}

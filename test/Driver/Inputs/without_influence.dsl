model m {
  input  x : f32[batch, 2]
  target y : f32[batch, 2]
  param v : f32[2] = zeros()
  let unused = dense(x, 3)
  loss = mean_squared_error(x + v, y)
}
train {
  data      = synthetic
  optimizer = sgd(lr = 0.1)
}

# An output to which all rows of a batch belong.
model whole {
  input  x : f32[batch, 3, 2]
  target y : f32[batch, 1]
  loss = mean_squared_error(dense(flatten(x), 1), y)
  output mean = mean(x, axis = 0)
}

train {
  data  = synthetic(samples = 8)
  batch = 4
}

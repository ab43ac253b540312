# Outputs whose first dimension is three times the batch, and one that is none of it.
model merged {
  input  x : f32[batch, 3, 2]
  target y : f32[batch, 1]
  loss = mean_squared_error(dense(flatten(x), 1), y)
  output steps = relu(reshape(x, [batch * 3, 2]))
}

train {
  data  = synthetic(samples = 8)
  batch = 4
}

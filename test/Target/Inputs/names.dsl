model load {
  input  class  : f32[batch, 3]
  input  linux  : f32[batch, 3]
  target thread : f32[batch, 1]
  let f32x8  = dense(class * linux, 4)
  let NAN    = dense(tanh(f32x8), 5)
  let double = dense(tanh(NAN), 4)
  let store  = dense(relu(double), 1)
  output view = store
  loss = mean_squared_error(store, thread)
}
train {
  data = synthetic(samples = 8)
  batch = 4
  optimizer = sgd(lr = 0.1)
}

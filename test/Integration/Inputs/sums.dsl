model sums {
  input x : f32[batch, 2]
  loss = mean(dense(x, 3) ** 2)
}
train { batch = 4  accumulate = 2  optimizer = sgd(lr = 0.1)  schedule = warmup_cosine(warmup = 2) }

# Which of two kinds a plant is, from two measurements: one linear layer and a logistic output.
model logistic_regression {
  input  size : f32[batch, 2]
  target species : i32[batch]

  let logit = reshape(dense(size, 1), [batch])
  let truth = cast(species, f32)

  output probability = sigmoid(logit)
  loss   = binary_cross_entropy(logit, truth)
  metric accuracy = mean(cast(cast(logit > 0, f32) == truth, f32))
}

train {
  data      = csv("flowers.csv", size = columns("length", "width"), species = classes("kind"), split = 0.8)
  batch     = 8
  epochs    = 30
  optimizer = sgd(lr = 1)
}

# The network of examples/mlp, regularised: half of the hidden units drop out in training, and the
# squares of all weights are part of the loss.
model mlp_dropout {
  input  image : u8[batch, 28, 28]
  target label : i32[batch]

  let x      = flatten(cast(image, f32) / 255)
  let hidden = dropout(relu(dense(x, 256)), 0.5)
  let logits = dense(hidden, 10)

  output probabilities = softmax(logits)
  loss   = softmax_cross_entropy(logits, label)
  metric accuracy = accuracy(logits, label)
}

train {
  data      = idx("/usr/share/datasets/fashion-mnist")
  batch     = 64
  epochs    = 5
  l2        = 1e-5
  optimizer = adam(lr = 1e-3)
  schedule  = cosine(steps = 4690)
}

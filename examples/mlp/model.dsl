# The classic first network: 784 pixels, 128 hidden units, 10 classes.
model mlp {
  input  image : u8[batch, 28, 28]
  target label : i32[batch]

  let x      = flatten(cast(image, f32) / 255)
  let hidden = relu(dense(x, 128))
  let logits = dense(hidden, 10)

  output probabilities = softmax(logits)
  loss   = softmax_cross_entropy(logits, label)
  metric accuracy = accuracy(logits, label)
}

train {
  data      = idx("/usr/share/datasets/fashion-mnist")
  batch     = 64
  epochs    = 5
  optimizer = adam(lr = 1e-3)
}

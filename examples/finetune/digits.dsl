# The network that is trained on MNIST first. Its features are an output, for those who build on them.
model digits {
  input  image : u8[batch, 28, 28]
  target label : i32[batch]

  let x  = reshape(cast(image, f32) / 255, [batch, 1, 28, 28])
  let c1 = relu(conv2d(x,  filters = 16, kernel = 5, padding = 2))
  let p1 = max_pool2d(c1, 2)
  let c2 = relu(conv2d(p1, filters = 32, kernel = 5))
  let p2 = max_pool2d(c2, 2)
  let fc1 = relu(dense(flatten(p2), 128))
  let logits = dense(fc1, 10)

  output probabilities = softmax(logits)
  output features = fc1
  loss   = softmax_cross_entropy(logits, label)
  metric accuracy = accuracy(logits, label)
}

train {
  data      = idx("/usr/share/datasets/mnist")
  batch     = 64
  epochs    = 3
  optimizer = adam(lr = 1e-3)
}

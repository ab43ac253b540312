# LeNet-5 (LeCun et al.: Gradient-Based Learning Applied to Document Recognition, 1998) as it is
# taught today: ReLU for the sigmoid, maxima for the means, softmax for the radial basis functions.
model lenet5 {
  input  image : u8[batch, 28, 28]
  target label : i32[batch]

  let x = reshape(cast(image, f32) / 255, [batch, 1, 28, 28])
  let c1 = relu(conv2d(x,  filters = 6,  kernel = 5, padding = 2))
  let p1 = max_pool2d(c1, 2)
  let c2 = relu(conv2d(p1, filters = 16, kernel = 5))
  let p2 = max_pool2d(c2, 2)
  let fc1 = relu(dense(flatten(p2), 120))
  let fc2 = relu(dense(fc1, 84))
  let logits = dense(fc2, 10)

  output probabilities = softmax(logits)
  loss   = softmax_cross_entropy(logits, label)
  metric accuracy = accuracy(logits, label)
}

train {
  data      = idx("/usr/share/datasets/fashion-mnist")     # columns: image, label; splits: train, test
  batch     = 64
  epochs    = 5
  optimizer = adam(lr = 1e-3)
}

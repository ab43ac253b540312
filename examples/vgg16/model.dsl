# VGG-16 (Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, 2015,
# configuration D) for images of 224 x 224 pixels and a thousand classes.
block stage(x, filters, layers) {
  var h = x
  for i in 0..layers { h = relu(conv2d(h, filters, kernel = 3, padding = 1, init = he_normal)) as conv[i] }
  return max_pool2d(h, 2)
}

model vgg16 {
  input  image : f32[batch, 3, 224, 224]
  target label : i32[batch]

  let s1 = stage(image, 64, 2)
  let s2 = stage(s1, 128, 2)
  let s3 = stage(s2, 256, 3)
  let s4 = stage(s3, 512, 3)
  let s5 = stage(s4, 512, 3)
  let fc1 = dropout(relu(dense(flatten(s5), 4096)), 0.5)
  let fc2 = dropout(relu(dense(fc1, 4096)), 0.5)
  let logits = dense(fc2, 1000)

  output probabilities = softmax(logits)
  loss   = softmax_cross_entropy(logits, label)
  metric accuracy = accuracy(logits, label)
}

train {
  data      = synthetic
  batch     = 8
  l2        = 5e-4
  optimizer = momentum(lr = 0.01, momentum = 0.9)
}

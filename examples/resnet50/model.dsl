# ResNet-50 (He et al.: Deep Residual Learning for Image Recognition, 2016) for images of 224 x 224
# pixels and a thousand classes, with the stride in the convolution of 3 x 3 pixels, as is usual since.
block conv_norm(x, filters, kernel, stride = 1, padding = 0) {
  let conv = conv2d(x, filters, kernel = kernel, stride = stride, padding = padding, bias = false, init = he_normal)
  return batch_norm(conv)
}

block bottleneck(x, width, stride = 1) {
  let a = relu(conv_norm(x, width, kernel = 1))
  let b = relu(conv_norm(a, width, kernel = 3, stride = stride, padding = 1))
  let c = conv_norm(b, 4 * width, kernel = 1)
  return c
}

# The first unit of a stage changes the number of channels, so a convolution brings x to it; the
# others add x as it is.
block stage(x, width, units, stride = 2) {
  let first = bottleneck(x, width, stride)
  let shortcut = conv_norm(x, 4 * width, kernel = 1, stride = stride)
  var h = relu(first + shortcut)
  for i in 1..units { h = relu(bottleneck(h, width) + h) as unit[i] }
  return h
}

model resnet50 {
  input  image : f32[batch, 3, 224, 224]
  target label : i32[batch]

  let stem = relu(conv_norm(image, 64, kernel = 7, stride = 2, padding = 3))
  let pool = max_pool2d(stem, 3, stride = 2, padding = 1)
  let s1 = stage(pool, 64, 3, stride = 1)
  let s2 = stage(s1, 128, 4)
  let s3 = stage(s2, 256, 6)
  let s4 = stage(s3, 512, 3)
  let logits = dense(global_avg_pool2d(s4), 1000)

  output probabilities = softmax(logits)
  loss   = softmax_cross_entropy(logits, label)
  metric accuracy = accuracy(logits, label)
}

train {
  data      = synthetic
  batch     = 8
  l2        = 1e-4
  optimizer = momentum(lr = 0.1, momentum = 0.9)
}

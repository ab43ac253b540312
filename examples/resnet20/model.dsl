# ResNet-20 (He et al.: Deep Residual Learning for Image Recognition, 2016, 4.2) for images of 28 x 28
# pixels and one channel. In training, images are shifted by up to 4 pixels and mirrored.
block conv_norm(x, filters, stride = 1) {
  let conv = conv2d(x, filters, kernel = 3, stride = stride, padding = 1, bias = false, init = he_normal)
  return batch_norm(conv)
}

block residual(x, filters, stride = 1) {
  let a = relu(conv_norm(x, filters, stride))
  let b = conv_norm(a, filters)
  return relu(b + x)
}

# Where the channels double and the pixels halve, a convolution of one pixel takes the place of x.
block widening(x, filters) {
  let a = relu(conv_norm(x, filters, stride = 2))
  let b = conv_norm(a, filters)
  let shortcut = conv2d(x, filters, kernel = 1, stride = 2, bias = false, init = he_normal)
  return relu(b + batch_norm(shortcut))
}

model resnet20 {
  input  image : u8[batch, 28, 28]
  target label : i32[batch]

  var x = reshape(cast(image, f32) / 255, [batch, 1, 28, 28])
  if training {
    x = random_flip(random_crop(x, padding = 4))
  }
  var h = relu(conv_norm((x - 0.286) / 0.353, 16)) as stem
  for i in 0..3 { h = residual(h, 16) as stage1[i] }
  h = widening(h, 32) as stage2[0]
  for i in 1..3 { h = residual(h, 32) as stage2[i] }
  h = widening(h, 64) as stage3[0]
  for i in 1..3 { h = residual(h, 64) as stage3[i] }
  let logits = dense(global_avg_pool2d(h), 10)

  output probabilities = softmax(logits)
  loss   = softmax_cross_entropy(logits, label)
  metric accuracy = accuracy(logits, label)
}

train {
  data      = idx("/usr/share/datasets/fashion-mnist")
  batch     = 128
  epochs    = 15
  l2        = 5e-4
  optimizer = momentum(lr = 0.1, momentum = 0.9)
  schedule  = warmup_cosine(warmup = 400)
}

# The network of regenerate_mlp.py. Tests replace the line of the optimizer.
model mlp {
  input  image : u8[batch, 8, 8]
  target label : i32[batch]

  let x      = flatten(cast(image, f32) / 255)
  let hidden = relu(dense(x, 32))
  let logits = dense(hidden, 10)

  output probabilities = softmax(logits)
  loss   = softmax_cross_entropy(logits, label)
  metric accuracy = accuracy(logits, label)
}

train {
  batch     = 16
  optimizer = adam(lr = 3e-3)
}

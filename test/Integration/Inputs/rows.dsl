model rows {
  input  image : f32[batch, 6]
  target label : i32[batch]

  let shifted = image * 3 + concat([zeros([batch, 2]), ones([batch, 4])], axis = 1)
  let up = relu(dense(reshape(shifted, [batch * 2, 3]), 8))
  let logits = dense(reshape(up, [batch, 16]), 3)
  output logits = logits
  output pairs = reshape(softmax(reshape(up, [batch * 2, 8])), [batch, 16])
  loss = softmax_cross_entropy(logits, label)
}

train {
  data  = synthetic(samples = 8)
  batch = 4
}

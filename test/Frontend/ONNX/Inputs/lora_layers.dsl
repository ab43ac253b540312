
model tuned {
  input  x    : f32[batch, 4, 5, 5]
  input  word : i32[batch]
  target label : i32[batch]
  let kind = dense(net(x, word), 3)
  output y = kind
  loss = softmax_cross_entropy(kind, label)
}

train {
  data = synthetic(samples = 64)
  batch = 16
  freeze = ["net.*"]
  lora = lora(rank = 2, alpha = 4, targets = ["net.*", "kind.weight"])
  optimizer = adam(lr = 1e-2)
}

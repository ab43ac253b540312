# The next character from the two before it, of a text whose sentence needs no more.
model text {
  input  tokens : i32[batch, 16]
  target next   : i32[batch, 16]
  let here   = embedding(tokens, 28, 16)
  let before = pad(here[:, 0:15, :], low = [0, 1, 0], high = [0, 0, 0])
  let hidden = relu(dense(concat([here, before], axis = 2), 64))
  let logits = dense(hidden, 28)
  loss = softmax_cross_entropy(logits, next)
  metric accuracy = accuracy(logits, next)
}
train {
  data = text("corpus.txt", tokens = characters, split = 0.9)
  batch = 16  epochs = 3
  optimizer = adam(lr = 1e-2)
}

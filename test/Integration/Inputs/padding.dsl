# Every way from an input to a weight's gradient: through a product, a logarithm, a quotient.
model padding {
  input  x     : f32[batch, 5]
  input  scale : f32[batch]
  input  count : i32[batch]
  target y     : f32[batch]
  param gain : f32[] = ones()

  let hidden = tanh(dense(x, 7))
  let score  = reshape(dense(hidden, 1), [batch])
  let share  = 1 / cast(count, f32)
  let answer = gain * (score * log(scale) + share)
  loss = mean((answer - y) ** 2)
  metric off = mean(abs(answer - y))
}
train { batch = 8  optimizer = adam(lr = 1e-2) }

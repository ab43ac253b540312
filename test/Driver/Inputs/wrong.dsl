model wrong {
  input x : f32[batch, 4]
  let y = dense(z, 2)
  output o = y
}

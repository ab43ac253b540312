# One model of nearly all that kernels compute with, on sizes that leave vectors of every width.
model ops {
  input  x     : f32[batch, 9]
  input  ids   : i32[batch]
  input  bytes : u8[batch, 9]
  target t     : f32[batch, 7]

  param w : f32[9, 9] = normal(std = 0.3)
  let a = matmul(x, w)
  let b = gelu(a) + silu(a) * tanh(a) + softplus(a)
  let c = exp(clamp(b, -2, 2)) + log(square(b) + 1) + sqrt(abs(b) + 1) + rsqrt(square(a) + 0.5)
  let d = erf(c) + sin(c) + cos(b) + sign(c) * b + pow(abs(c) + 0.1, 1.5)
  let e = where(a > b, maximum(c, d), minimum(c, d)) / (1 + abs(b))
  let f = dropout(layer_norm(e), 0.2) + embedding(ids, 50, 9) + cast(bytes, f32) / 255
  let g = softmax(f) + max(f, axis = 1, keepdims = true) - min(f, axis = 0, keepdims = true)
  let p = cast(x > 0, f32) * gelu(g, approximate = tanh)
  let y = dense(p + transpose(w)[0], 7)
  output out = y
  loss = mean_squared_error(y, t) + 0.1 * mean(huber(y, t))
}
train {
  data = synthetic(samples = 64)
  batch = 13
  optimizer = adamw(lr = 1e-2)
  clip = global_norm(1.0)
  seed = 3
}

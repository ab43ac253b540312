# Beside embedded.onnx, whose indices lie in [-7, 7).
import "embedded.onnx" as net

model m {
  input  only  : i64[batch]
  input  both  : i64[batch]
  input  bytes : u8[batch]
  target y     : f32[batch, 3]
  let a = net(only) + net(both) + net(cast(bytes, i64))
  let b = a + embedding(both, 5, 3)
  output b = b
  loss = mean_squared_error(b, y)
}

train {
  batch  = 4
  freeze = ["net.*"]
}

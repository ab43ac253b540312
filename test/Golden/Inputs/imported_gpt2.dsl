import "MODEL.onnx" as net

model imported {
  input  tokens : i64[batch, 10]
  target label : i32[batch, 10]
  let y = net(tokens)
  output logits = y
  loss = softmax_cross_entropy(y, label)
}

import "MODEL.onnx" as net

model imported {
  input  image : f32[batch, 3, 32, 32]
  target label : i32[batch]
  let y = net(image)
  output logits = y
  loss = softmax_cross_entropy(y, label)
}

import "cnn.onnx" as net

model tuned {
  input  image : u8[batch, 14, 14]
  target label : i32[batch]

  let x = reshape(cast(image, f32) / 255, [batch, 1, 14, 14])
  let body = net(x)
  let features = body.tensor("flat")
  let head = dense(features, 3)
  output probabilities = softmax(head)
  output old = body.probabilities
  loss = softmax_cross_entropy(head, label)
}

train {
  freeze    = ["net.*"]
  batch     = 8
  optimizer = sgd(lr = 0.1)
}

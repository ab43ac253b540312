import "no-such-model.onnx" as net
model m {
  input x : f32[batch, 2]
  output y = net(x)
}

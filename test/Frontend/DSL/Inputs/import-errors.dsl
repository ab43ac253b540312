import "cnn.onnx" as net
model m {
  input image : u8[batch, 14, 14]
  input x : f32[batch, 1, 14, 14]
  output a = net(image)
  output b = net(x).logit
  output c = net(x).tensor("nothing")
}

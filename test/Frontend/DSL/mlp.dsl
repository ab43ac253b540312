# RUN: dlc %s --emit=dl -o - | FileCheck %s
model mnist_mlp {
  input  image : u8[batch, 28, 28]
  target label : i32[batch]
  let x = cast(flatten(image), f32) / 255
  let fc1 = relu(dense(x, 128))
  let logits = dense(fc1, 10)
  output probabilities = softmax(logits)
  loss   = softmax_cross_entropy(logits, label)
  metric accuracy = accuracy(logits, label)
}
train { batch = 64 }
# CHECK: module @mnist_mlp attributes {dl.batch = 64 : i64
# CHECK: dl.variable @fc1.weight parameter : tensor<784x128xf32> init "glorot_uniform" {fan_in = 784 : i64, fan_out = 128 : i64} trainable
# CHECK: dl.variable @fc1.bias parameter : tensor<128xf32> init "zeros" trainable
# CHECK: func.func @forward
# CHECK-SAME: %[[W:[a-z0-9]+]]: tensor<784x128xf32> {dl.name = "fc1.weight", dl.role = "parameter"}
# CHECK-SAME: tensor<64x28x28xui8> {dl.name = "image", dl.role = "input"}
# CHECK-SAME: tensor<64xi32> {dl.limit = 10 : i64, dl.name = "label", dl.role = "target"}
# CHECK-SAME: -> (tensor<f32> {dl.name = "loss", dl.role = "loss"}, tensor<f32> {dl.name = "accuracy", dl.role = "metric"})
# CHECK: dl.matmul %{{.*}}, %[[W]]
# CHECK: func.func @eval
# CHECK: func.func @predict
# CHECK-NOT: "target"
# CHECK-SAME: -> (tensor<64x10xf32> {dl.name = "probabilities", dl.role = "output"})
# CHECK-NOT: dl.softmax_cross_entropy

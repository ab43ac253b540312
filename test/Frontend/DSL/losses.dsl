# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input  x : f32[batch, 4]
  target y : f32[batch, 4]
  target c : u8[batch]
  loss = huber(x, y, delta = 2.0) + binary_cross_entropy(x, y) + mean_absolute_error(x, y)
  metric dense = softmax_cross_entropy(x, y)
  metric classes = softmax_cross_entropy(x, c)
  metric right = binary_accuracy(x, y)
}
# CHECK: tensor<32xui8> {dl.limit = 4 : i64, dl.name = "c", dl.role = "target"}
# CHECK: dl.huber {{.*}}delta = 2.000000e+00
# CHECK: dl.binary_cross_entropy
# CHECK: dl.absolute_error
# CHECK: dl.softmax_cross_entropy_dense
# CHECK: dl.cast %{{.*}} : tensor<32xui8> -> tensor<32xi32>
# CHECK: dl.softmax_cross_entropy

# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input  x : f32[batch, 7, 5]
  target y : i32[batch, 7]
  loss = softmax_cross_entropy(x, y, ignore_index = -100)
  metric smooth = softmax_cross_entropy(x, y, label_smoothing = 0.1, ignore_index = -100)
  metric top2   = top_k_accuracy(x, y, k = 2, ignore_index = -100)
  metric right  = accuracy(x, y, ignore_index = -100)
  metric ppl    = perplexity(x, y, ignore_index = -100)
}
# CHECK: func.func @forward
# CHECK-SAME: tensor<32x7xi32> {dl.ignored = -100 : i64, dl.limit = 5 : i64, dl.name = "y", dl.role = "target"}
# CHECK-SAME: tensor<f32> {dl.exponential, dl.name = "ppl", dl.role = "metric"}
# The mean is over so many labels.
# CHECK-SAME: tensor<f32> {dl.name = "loss", dl.role = "weight"}, tensor<f32> {dl.name = "smooth", dl.role = "weight"}
# CHECK: dl.softmax_cross_entropy %{{.*}} : tensor<32x7x5xf32>, tensor<32x7xi32> -> tensor<32x7xf32>
# CHECK: dl.compare ne
# CHECK: dl.one_hot
# CHECK: dl.softmax_cross_entropy_dense
# CHECK-NOT: dl.exp %

# DEFINE: %{in} = --in x=1,2,0.5,0,0,1,3,-1,2,1,1,1,0.5,2,2,-1,0,4 --in y=1,-100,2,0,-100,2 --in n_valid=3
# RUN: dlc-run %s --entry=eval --digits=5 %{in} | FileCheck %s
# RUN: dlc-run %s --entry=eval --digits=5 %{in} --pipeline=optimised | FileCheck %s
# torch.nn.functional.cross_entropy of PyTorch 2.13 with ignore_index and label_smoothing.
model m {
  input  x : f32[batch, 2, 3]
  target y : i32[batch, 2]
  loss = softmax_cross_entropy(x, y, ignore_index = -100)
  metric smooth = softmax_cross_entropy(x, y, label_smoothing = 0.1, ignore_index = -100)
  metric top1   = top_k_accuracy(x, y, k = 1, ignore_index = -100)
  metric top2   = top_k_accuracy(x, y, k = 2, ignore_index = -100)
  metric right  = accuracy(x, y, ignore_index = -100)
  # What is summed up is the mean; a power of it is taken at the end.
  metric ppl    = perplexity(x, y, ignore_index = -100)
}
train { batch = 3 }
# CHECK: loss: 0.72857
# CHECK: smooth: 0.84107
# CHECK: top1: 0.75
# CHECK: top2: 1
# CHECK: right: 0.75
# CHECK: ppl: 0.72857

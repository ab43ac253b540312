# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
# RUN: not dlc %s --emit=dl -o - --set 'lora=lora(rank = 0, targets = "fc.weight")' 2>&1 | FileCheck %s --check-prefix=ZERO
# RUN: not dlc %s --emit=dl -o - --set 'lora=8' 2>&1 | FileCheck %s --check-prefix=NONE
model m {
  input  x : f32[batch, 4]
  target y : i32[batch]
  let fc = dense(x, 3)
  loss = softmax_cross_entropy(fc, y)
}
train {
  lora = lora(rank = 2, alpha = -1, targets = ["fc.bias", 3])
  train_norms = ["fc.*"]
  groups = [group("fc.weight.lora_c", lr = 1)]
}
# CHECK: :11:33: error: 'alpha' of 'lora' is a number above 0, got the number -1
# CHECK: :11:48: error: the pattern "fc.bias" of 'lora' matches no parameter of two dimensions or more
# CHECK: :11:59: error: expected a pattern in quotes, got the number 3
# CHECK: :12:18: error: the pattern "fc.*" of 'train_norms' matches no batch norm of an import
# CHECK: :13:19: error: the pattern "fc.weight.lora_c" of 'groups' matches no parameter
# ZERO: error: 'rank' of 'lora' is at least 1, got 0
# NONE: error: expected lora(rank = 8, alpha = 16, targets = ["pattern"])

# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input  x : f32[batch, 4]
  target y : i32[batch]
  loss = softmax_cross_entropy(dense(x, 3), y)
}
train {
  epoch = 3
  epochs = 1.5
  optimizer = adm(lr = 1)
  schedule = step()
  clip = value(0)
  freeze = ["backbone.*"]
  drop_last = 1
  batch = 4
  batch = 8
  lora = lora(rank = 8)
}
# CHECK: :8:3: error: there is no setting 'epoch'; did you mean 'epochs'?
# CHECK: :9:12: error: 'epochs' is a whole number, got the number 1.5
# CHECK: :10:15: error: 'optimizer' is one of sgd, {{.*}}, got 'adm'; did you mean 'adam'?
# CHECK: :11:14: error: 'step' needs an argument 'every'
# CHECK: :12:16: error: 'value' is above 0, got the number 0
# CHECK: :13:13: error: the pattern "backbone.*" of 'freeze' matches no parameter
# CHECK: :14:15: error: 'drop_last' is true or false, got the number 1
# CHECK: :16:3: error: 'batch' is set twice
# CHECK: :17:10: error: 'lora' needs an argument 'targets'

# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  let a = dense(x, 3)
  let a_loss = mean(a)
  let rows = mean(a, axis = 1)
  let count = 3
}
phase wrong_name { loss = a_los }
# CHECK: :[[#@LINE-1]]:27: error: the model has no value 'a_los'; did you mean 'a_loss'?
phase not_scalar { loss = rows }
# CHECK: :[[#@LINE-1]]:27: error: the loss must be a scalar, got {{.*}}; take its mean()
phase not_tensor { loss = count }
# CHECK: :[[#@LINE-1]]:27: error: loss 'count' must be a tensor, got
phase wrong_metric { loss = a_loss  metrics = [a_los, rows] }
# CHECK: :[[#@LINE-1]]:48: error: the model has no value 'a_los'; did you mean 'a_loss'?
# CHECK: :[[#@LINE-2]]:55: error: metric 'rows' must be a scalar
phase twice { loss = a_loss  metrics = a_loss }
# CHECK: :[[#@LINE-1]]:40: error: metric 'a_loss' has the name of a loss, which is reported anyway
phase no_name { loss = mean(a)  metrics = ["a"] }
# CHECK: :[[#@LINE-1]]:24: error: 'loss' of a phase names one of the model's values
# CHECK: :[[#@LINE-2]]:44: error: 'metrics' of a phase names values of the model
phase no_loss { update = ["a.*"] }
# CHECK: :[[#@LINE-1]]:7: error: phase 'no_loss' has no 'loss = …'
phase no_match { loss = a_loss  update = ["b.*"] }
# CHECK: :[[#@LINE-1]]:43: error: the pattern "b.*" of 'update' matches no parameter
phase unknown { loss = a_loss  epochs = 3  every = 0 }
# CHECK: :[[#@LINE-1]]:32: error: there is no setting 'epochs' of a phase, such as 'unknown'
# CHECK: :[[#@LINE-2]]:52: error: 'every' is at least 1, got the number 0

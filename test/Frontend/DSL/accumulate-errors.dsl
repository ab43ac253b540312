# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  loss = mean(dense(x, 1))
}
# CHECK: accumulate-errors.dsl:[[#@LINE+1]]:22: error: 'accumulate' must be 1 in this version of dlc: the optimizer runs after every batch; got
train { accumulate = 2  optimizer = adam }

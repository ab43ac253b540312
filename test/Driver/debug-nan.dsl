# RUN: not dlc train %s --debug-nan --quiet --out %t.run 2>&1 | FileCheck %s
# RUN: not dlc train %s --quiet --out %t.plain 2>&1 | FileCheck %s --check-prefix=PLAIN
# The logarithm of a negative number is the first that is none; what follows from it is not named.
model nan {
  input  x : f32[batch, 4]
  target y : f32[batch]

  let a = sigmoid(dense(x, 8))
  # CHECK: error: the loss of step 1 {{.*}} is not a number
  # CHECK: debug-nan.dsl:[[#@LINE+1]]:11: error: the first NaN of step 1 comes from 'dl.log' here
  let b = log(a - 3)
  let p = reshape(dense(b, 1), [batch])
  # PLAIN: error: the loss of step 1 {{.*}} is not a number
  # PLAIN-NOT: dl.log
  loss = mean_squared_error(p, y)
}

train { data = synthetic(samples = 64)  optimizer = sgd(lr = 0.1) }

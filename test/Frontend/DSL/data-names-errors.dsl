# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
# RUN: not dlc train %s --set data=synthetic --data csv:%source_root/examples/linear_regression/houses.csv,split=0.5 2>&1 | FileCheck %s --check-prefix=OPTION
# A target and an argument of csv cannot be told apart if they have one name.
model m {
  input  x : f32[batch, 4]
  target split : f32[batch]
  loss = mean((mean(dense(x, 1), axis = 1) - split) ** 2)
}
train {
  data = csv("a.csv", x = columns("a".."d"), split = columns("e"))
}
# CHECK: :[[#@LINE-2]]:10: error: 'split' of the model has the name of an argument of 'csv'; give it another
# CHECK: :6:10: note: it is declared here
# OPTION: error: 'split' of the model has the name of an argument of 'csv'; give it another

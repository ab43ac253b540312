# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  let a = dense(x, 3
  let b = relu(a) +
  let c = 3x
  foo bar
  relu(a)
  let s = "abc
  loss = = 2
  let d = 1 < 2 < 3
  let = 4
# CHECK: :4:3: error: expected ')' or ',' after the argument, got 'let'
# CHECK: :5:11: error: '3x' is neither a number nor a name
# CHECK: :6:3: error: expected a statement, got 'foo'; did you mean 'for'?
# CHECK: :7:3: error: a call alone has no effect; name its result: 'let y = relu(…)'
# CHECK: :8:11: error: this string has no closing '"' on its line
# CHECK: :9:10: error: expected an expression, got '='
# CHECK: :10:17: error: comparisons do not chain; join two with 'and'
# CHECK: :11:7: error: expected a name, got '='
# CHECK: error: expected '}', got the end of the file
# CHECK: :2:9: note: '{' is here

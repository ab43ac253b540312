# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
  input x : f32[batch, 4]
  for i in 4 { let a = x }
  for i in 0..0.5 { let a = x }
  for i in 0..1000000 { let a = x }
  if x > 0 { let b = x }
  output x
}
# CHECK: :4:12: error: a loop runs over a range, such as '0..4'
# CHECK: :5:15: error: the end of a range is a whole number, got the number 0.5
# CHECK: :6:3: error: the loops of this model run more than 100000 times in all; loops are unrolled
# CHECK: :7:8: error: a condition is true or false when the text is read, such as 'training', got bool[batch, 4]; where() chooses between elements

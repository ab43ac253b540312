# RUN: dlc %s --emit=ast -o %t.dsl && FileCheck %s < %t.dsl
# RUN: dlc %t.dsl --emit=ast -o - | diff %t.dsl -
block f(x, n = 2 * 3) { if training { return -x ** 2 } else { return x[:, 0:n:2] } }
model m {
  input x : f32[batch, 4]   # a comment
  for i in 0..2 { h = f(x, n = i) as layers[i] }
  output y = a + b * c - d / 2 < 1e-3 and not e
}
train { freeze = ["a.*", "b"] data = csv("f.csv", x = columns("a".."d")) }
# CHECK: block f(x, n = 2 * 3) {
# CHECK: return -(x ** 2)
# CHECK: return x[:, 0:n:2]
# CHECK: for i in 0..2 {
# CHECK: h = f(x, n = i) as layers[i]
# CHECK: output y = (((a + (b * c)) - (d / 2)) < 1e-3) and (not e)
# CHECK: freeze = ["a.*", "b"]
# CHECK: data = csv("f.csv", x = columns("a".."d"))

# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input x : f32[batch, 4]
  let a = dense(x, 8, init = lecun_normal)
  let b = dense(a, 8, init = lecun_uniform)
  let c = dense(b, 8, init = orthogonal)
  let d = dense(c, 8, init = orthogonal(gain = 2))
  let e = dense(d, 8, init = truncated_normal(std = 0.1))
  output y = dense(e, 8, init = he_uniform)
}
# CHECK: @a.weight parameter : tensor<4x8xf32> init "lecun_normal" {fan_in = 4 : i64}
# CHECK: @b.weight parameter : tensor<8x8xf32> init "lecun_uniform" {fan_in = 8 : i64}
# CHECK: @c.weight parameter : tensor<8x8xf32> init "orthogonal" {gain = 1.000000e+00 : f64}
# CHECK: @d.weight parameter : tensor<8x8xf32> init "orthogonal" {gain = 2.000000e+00 : f64}
# CHECK: @e.weight parameter : tensor<8x8xf32> init "truncated_normal" {mean = 0.000000e+00 : f64, std = 1.000000e-01 : f64}
# CHECK: @dense.weight {{.*}} init "he_uniform" {fan_in = 8 : i64}

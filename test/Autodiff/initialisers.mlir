// RUN: dlc-opt %s --dl-build-steps | FileCheck %s

// The stream of a variable is a function of its name alone and must never change: a seed is to give
// the same start in every version.
// CHECK-LABEL: func.func @init(%{{.*}}: tensor<i64> {dl.name = "seed", dl.role = "scalar"})
// CHECK: dl.random_uniform %{{.*}} {high = 1.000000e+00 : f64, low = -1.000000e+00 : f64, stream = 198367012849983736 : i64}
module {
  dl.variable @a parameter : tensor<2x4xf32> init "glorot_uniform" {fan_in = 2, fan_out = 4} trainable
  // CHECK: dl.random_normal %{{.*}} {mean = 0.000000e+00 : f64, std = 5.000000e-01 : f64, stream = 4482684837372322821 : i64}
  dl.variable @b parameter : tensor<8xf32> init "he_normal" {fan_in = 8} trainable
  // CHECK: dl.random_uniform %{{.*}} {high = 5.000000e-01 : f64, low = -5.000000e-01 : f64
  dl.variable @c parameter : tensor<8xf32> init "he_uniform" {fan_in = 24} trainable
  // CHECK: dl.random_normal %{{.*}} {mean = 0.000000e+00 : f64, std = 5.000000e-01 : f64
  dl.variable @d parameter : tensor<8xf32> init "glorot_normal" {fan_in = 2, fan_out = 6} trainable
  // CHECK: dl.random_uniform %{{.*}} {high = 3.000000e+00 : f64, low = 2.000000e+00 : f64
  dl.variable @e parameter : tensor<8xf32> init "uniform" {low = 2, high = 3} trainable
  // Draws outside two deviations are replaced by another draw.
  // CHECK-COUNT-8: dl.random_normal
  // CHECK: dl.compare le
  // CHECK: dl.select
  dl.variable @f parameter : tensor<8xf32> init "truncated_normal" {mean = 0.0, std = 0.1} trainable
  // CHECK: dl.random_normal %{{.*}} {mean = 0.000000e+00 : f64, std = 5.000000e-01 : f64
  dl.variable @h parameter : tensor<8xf32> init "lecun_normal" {fan_in = 4} trainable
  // CHECK: dl.random_uniform %{{.*}} {high = 5.000000e-01 : f64, low = -5.000000e-01 : f64
  dl.variable @i parameter : tensor<8xf32> init "lecun_uniform" {fan_in = 12} trainable
  // CHECK: dl.constant dense<7> : tensor<2xi32>
  dl.variable @g state : tensor<2xi32> init "constant" {value = 7}
}

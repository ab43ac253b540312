# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input  x : f32[batch, 3, 8, 6]
  target y : f32[batch, 3, 8, 6]
  loss = mean_squared_error(random_flip(random_crop(x, padding = 2)), y)
}
# A stream each for rows, columns and mirrors, of one number an image; pixels outside are zeros.
# CHECK: func.func @forward
# CHECK: dl.random_uniform %{{.*}} {high = 5.000000e+00 : f64, low = 0.000000e+00 : f64, stream = [[ROWS:-?[0-9]+]] : i64} : tensor<32xf32>
# CHECK-NOT: stream = [[ROWS]] :
# CHECK: dl.random_uniform %{{.*}} {high = 5.000000e+00 : f64, low = 0.000000e+00 : f64, stream = [[COLUMNS:-?[0-9]+]] : i64} : tensor<32xf32>
# CHECK-NOT: stream = [[COLUMNS]] :
# CHECK: dl.gather %{{.*}}[%{{.*}}] : tensor<4608xf32>, tensor<32x3x8x6xi32> -> tensor<32x3x8x6xf32>
# CHECK: dl.random_uniform %{{.*}} {high = 1.000000e+00 : f64
# CHECK: dl.gather
# None of it outside training.
# CHECK: func.func @eval
# CHECK-NOT: dl.gather

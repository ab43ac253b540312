// DEFINE: %{run} = dlc-run %s --digits=5 --in arg0=-1.75,0,2.5,200.25
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Floats truncate; bytes are unsigned and wrap; a bool is 0 or 1.

// CHECK: i32: -1 0 2 200
// CHECK: i64: -1 0 2 200
// CHECK: bool: 1 0 1 1
// CHECK: f64: -1.75 0 2.5 200.25
// CHECK: u8: 255 0 2 200
// CHECK: u8_f32: 255 0 2 200
// CHECK: u8_i32: 255 0 2 200
// CHECK: bool_f32: 1 0 1 1
// CHECK: bool_i32: 1 0 1 1
// CHECK: i32_i64: -1 0 2 200
// CHECK: i32_f32: -1 0 2 200
func.func @f(%x: tensor<4xf32>)
    -> (tensor<4xi32> {dl.name = "i32"},
        tensor<4xi64> {dl.name = "i64"},
        tensor<4xi1> {dl.name = "bool"},
        tensor<4xf64> {dl.name = "f64"},
        tensor<4xui8> {dl.name = "u8"},
        tensor<4xf32> {dl.name = "u8_f32"},
        tensor<4xi32> {dl.name = "u8_i32"},
        tensor<4xf32> {dl.name = "bool_f32"},
        tensor<4xi32> {dl.name = "bool_i32"},
        tensor<4xi64> {dl.name = "i32_i64"},
        tensor<4xf32> {dl.name = "i32_f32"}) {
  %i32 = dl.cast %x : tensor<4xf32> -> tensor<4xi32>
  %i64 = dl.cast %x : tensor<4xf32> -> tensor<4xi64>
  %bool = dl.cast %x : tensor<4xf32> -> tensor<4xi1>
  %f64 = dl.cast %x : tensor<4xf32> -> tensor<4xf64>
  %u8 = dl.cast %x : tensor<4xf32> -> tensor<4xui8>
  %u8_f32 = dl.cast %u8 : tensor<4xui8> -> tensor<4xf32>
  %u8_i32 = dl.cast %u8 : tensor<4xui8> -> tensor<4xi32>
  %bool_f32 = dl.cast %bool : tensor<4xi1> -> tensor<4xf32>
  %bool_i32 = dl.cast %bool : tensor<4xi1> -> tensor<4xi32>
  %i32_i64 = dl.cast %i32 : tensor<4xi32> -> tensor<4xi64>
  %i32_f32 = dl.cast %i32 : tensor<4xi32> -> tensor<4xf32>
  return %i32, %i64, %bool, %f64, %u8, %u8_f32, %u8_i32, %bool_f32, %bool_i32, %i32_i64, %i32_f32 : tensor<4xi32>, tensor<4xi64>, tensor<4xi1>, tensor<4xf64>, tensor<4xui8>, tensor<4xf32>, tensor<4xi32>, tensor<4xf32>, tensor<4xi32>, tensor<4xi64>, tensor<4xf32>
}

// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-sink-reshapes))' | FileCheck %s

// CHECK-LABEL: func.func @dense(
// CHECK-SAME: %[[X:.*]]: tensor<6x4xf32>, %[[W:.*]]: tensor<4x5xf32>, %[[B:.*]]: tensor<5xf32>
// CHECK: %[[Y:.*]] = dl.matmul %[[X]], %[[W]]
// CHECK: %[[BIAS:.*]] = dl.broadcast %[[B]] dims [1] : tensor<5xf32> -> tensor<6x5xf32>
// CHECK: %[[SUM:.*]] = dl.add %[[Y]], %[[BIAS]] : tensor<6x5xf32>
// CHECK: %[[ACTIVE:.*]] = dl.relu %[[SUM]] : tensor<6x5xf32>
// CHECK: %[[SHAPED:.*]] = dl.reshape %[[ACTIVE]] : tensor<6x5xf32> -> tensor<2x3x5xf32>
// CHECK: return %[[SHAPED]]
func.func @dense(%x: tensor<6x4xf32>, %w: tensor<4x5xf32>, %b: tensor<5xf32>) -> tensor<2x3x5xf32> {
  %y = dl.matmul %x, %w : tensor<6x4xf32>, tensor<4x5xf32> -> tensor<6x5xf32>
  %shaped = dl.reshape %y : tensor<6x5xf32> -> tensor<2x3x5xf32>
  %bias = dl.broadcast %b dims [2] : tensor<5xf32> -> tensor<2x3x5xf32>
  %sum = dl.add %shaped, %bias : tensor<2x3x5xf32>
  %active = dl.relu %sum : tensor<2x3x5xf32>
  return %active : tensor<2x3x5xf32>
}

// A tensor of the result's size gets another name; a scalar and a constant stay what they are.
// CHECK-LABEL: func.func @residual(
// CHECK-SAME: %[[R:[^:]*]]: tensor<2x3x5xf32>, %[[S:[^:]*]]: tensor<f32>
// CHECK: %[[Y:.*]] = dl.matmul
// CHECK: %[[FLAT:.*]] = dl.reshape %[[R]] : tensor<2x3x5xf32> -> tensor<6x5xf32>
// CHECK: dl.add %[[Y]], %[[FLAT]] : tensor<6x5xf32>
// CHECK: dl.broadcast %[[S]] dims [] : tensor<f32> -> tensor<6x5xf32>
// CHECK: dl.mul {{.*}} : tensor<6x5xf32>
// CHECK: dl.constant dense<2.000000e+00> : tensor<6x5xf32>
// CHECK: dl.mul {{.*}} : tensor<6x5xf32>
// CHECK: dl.reshape {{.*}} -> tensor<2x3x5xf32>
func.func @residual(%x: tensor<6x4xf32>, %w: tensor<4x5xf32>, %r: tensor<2x3x5xf32>, %s: tensor<f32>) -> tensor<2x3x5xf32> {
  %y = dl.matmul %x, %w : tensor<6x4xf32>, tensor<4x5xf32> -> tensor<6x5xf32>
  %shaped = dl.reshape %y : tensor<6x5xf32> -> tensor<2x3x5xf32>
  %sum = dl.add %shaped, %r : tensor<2x3x5xf32>
  %factor = dl.broadcast %s dims [] : tensor<f32> -> tensor<2x3x5xf32>
  %scaled = dl.mul %sum, %factor : tensor<2x3x5xf32>
  %two = dl.constant dense<2.0> : tensor<2x3x5xf32>
  %twice = dl.mul %scaled, %two : tensor<2x3x5xf32>
  return %twice : tensor<2x3x5xf32>
}

// The backward of a rectifier compares what memory holds.
// CHECK-LABEL: func.func @compared(
// CHECK: %[[Y:.*]] = dl.matmul
// CHECK: dl.compare gt %{{.*}}, %{{.*}} : tensor<6x5xf32>
// CHECK: dl.select {{.*}}, %[[Y]], {{.*}} : tensor<6x5xi1>, tensor<6x5xf32>
// CHECK: dl.reshape
func.func @compared(%x: tensor<6x4xf32>, %w: tensor<4x5xf32>, %h: tensor<2x3x5xf32>) -> tensor<2x3x5xf32> {
  %y = dl.matmul %x, %w : tensor<6x4xf32>, tensor<4x5xf32> -> tensor<6x5xf32>
  %shaped = dl.reshape %y : tensor<6x5xf32> -> tensor<2x3x5xf32>
  %zero = dl.constant dense<0.0> : tensor<2x3x5xf32>
  %active = dl.compare gt %h, %zero : tensor<2x3x5xf32>
  %g = dl.select %active, %shaped, %zero : tensor<2x3x5xi1>, tensor<2x3x5xf32>
  return %g : tensor<2x3x5xf32>
}

// One row for each place in time is no broadcast along rows of all batches.
// CHECK-LABEL: func.func @positions(
// CHECK: %[[SHAPED:.*]] = dl.reshape
// CHECK: dl.add %[[SHAPED]], %{{.*}} : tensor<2x3x5xf32>
func.func @positions(%x: tensor<6x4xf32>, %w: tensor<4x5xf32>, %h: tensor<3x5xf32>) -> tensor<2x3x5xf32> {
  %y = dl.matmul %x, %w : tensor<6x4xf32>, tensor<4x5xf32> -> tensor<6x5xf32>
  %shaped = dl.reshape %y : tensor<6x5xf32> -> tensor<2x3x5xf32>
  %all = dl.broadcast %h dims [1, 2] : tensor<3x5xf32> -> tensor<2x3x5xf32>
  %sum = dl.add %shaped, %all : tensor<2x3x5xf32>
  return %sum : tensor<2x3x5xf32>
}

// What needs the rows' sums cannot be part of the product's kernel.
// CHECK-LABEL: func.func @normalised(
// CHECK: %[[SHAPED:.*]] = dl.reshape
// CHECK: dl.sub %[[SHAPED]], %{{.*}} : tensor<2x3x5xf32>
func.func @normalised(%x: tensor<6x4xf32>, %w: tensor<4x5xf32>) -> tensor<2x3x5xf32> {
  %y = dl.matmul %x, %w : tensor<6x4xf32>, tensor<4x5xf32> -> tensor<6x5xf32>
  %shaped = dl.reshape %y : tensor<6x5xf32> -> tensor<2x3x5xf32>
  %sum = dl.reduce_sum %shaped axes [2] : tensor<2x3x5xf32> -> tensor<2x3xf32>
  %sums = dl.broadcast %sum dims [0, 1] : tensor<2x3xf32> -> tensor<2x3x5xf32>
  %less = dl.sub %shaped, %sums : tensor<2x3x5xf32>
  return %less : tensor<2x3x5xf32>
}

// Positions would have to be counted anew.
// CHECK-LABEL: func.func @counted(
// CHECK: %[[SHAPED:.*]] = dl.reshape
// CHECK: dl.select %{{.*}}, %[[SHAPED]], %{{.*}} : tensor<2x3x5xi1>, tensor<2x3x5xf32>
func.func @counted(%x: tensor<6x4xf32>, %w: tensor<4x5xf32>, %l: tensor<2x3x5xi32>) -> tensor<2x3x5xf32> {
  %y = dl.matmul %x, %w : tensor<6x4xf32>, tensor<4x5xf32> -> tensor<6x5xf32>
  %shaped = dl.reshape %y : tensor<6x5xf32> -> tensor<2x3x5xf32>
  %zero = dl.constant dense<0.0> : tensor<2x3x5xf32>
  %at = dl.iota {dimension = 1 : i64} : tensor<2x3x5xi32>
  %active = dl.compare gt %at, %l : tensor<2x3x5xi32>
  %g = dl.select %active, %shaped, %zero : tensor<2x3x5xi1>, tensor<2x3x5xf32>
  return %g : tensor<2x3x5xf32>
}

// A value that a kernel of its own reads too is stored in any case: the product with it is that kernel's.
// CHECK-LABEL: func.func @read_twice(
// CHECK: %[[SHAPED:.*]] = dl.reshape
// CHECK: dl.mul %[[SHAPED]], %{{.*}} : tensor<2x3x5xf32>
func.func @read_twice(%x: tensor<6x4xf32>, %w: tensor<4x5xf32>, %p: tensor<2x3x5xf32>) -> tensor<2x3x5xf32> {
  %y = dl.matmul %x, %w : tensor<6x4xf32>, tensor<4x5xf32> -> tensor<6x5xf32>
  %shaped = dl.reshape %y : tensor<6x5xf32> -> tensor<2x3x5xf32>
  %product = dl.mul %shaped, %p : tensor<2x3x5xf32>
  %sum = dl.reduce_sum %product axes [2] : tensor<2x3x5xf32> -> tensor<2x3xf32>
  %sums = dl.broadcast %sum dims [0, 1] : tensor<2x3xf32> -> tensor<2x3x5xf32>
  %less = dl.sub %shaped, %sums : tensor<2x3x5xf32>
  return %less : tensor<2x3x5xf32>
}

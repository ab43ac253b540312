// RUN: dlc-opt %s --dlc-outline-loops | FileCheck %s

// The first loop's buffers and scalar are arguments, its bounds constants.
// CHECK: func.func private @loops.f(%[[A:.*]]: f32, %[[X:.*]]: memref<4xf32>) attributes {passthrough = ["noinline"]}
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[FOUR:.*]] = arith.constant 4 : index
// CHECK: scf.for %[[I:.*]] = %[[ZERO]] to %[[FOUR]]
// CHECK: memref.store %[[A]], %[[X]][%[[I]]]
// CHECK: return
// CHECK: func.func private @loops.f_0(

// CHECK: func.func @f(%[[X:.*]]: memref<4xf32>, %[[Y:.*]]: memref<2x4xf32>, %[[A:.*]]: f32)
func.func @f(%x: memref<4xf32>, %y: memref<2x4xf32>, %a: f32) -> f32 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  %four = arith.constant 4 : index
  %none = arith.constant 0.0 : f32
  // CHECK: call @loops.f(%[[A]], %[[X]])
  scf.for %i = %zero to %four step %one {
    memref.store %a, %x[%i] : memref<4xf32>
  }
  // CHECK: call @loops.f_0(
  scf.for %i = %zero to %two step %one {
    scf.for %j = %zero to %four step %one {
      %v = memref.load %x[%j] : memref<4xf32>
      memref.store %v, %y[%i, %j] : memref<2x4xf32>
    }
  }
  // One with a result stays.
  // CHECK: scf.for
  %sum = scf.for %i = %zero to %four step %one iter_args(%s = %none) -> f32 {
    %v = memref.load %x[%i] : memref<4xf32>
    %t = arith.addf %s, %v : f32
    scf.yield %t : f32
  }
  return %sum : f32
}

// So does one of a buffer whose place in another is not known.
// CHECK-NOT: @loops.dynamic
// CHECK: func.func @dynamic
func.func @dynamic(%x: memref<4xf32, strided<[1], offset: ?>>, %a: f32) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %four = arith.constant 4 : index
  // CHECK: scf.for
  scf.for %i = %zero to %four step %one {
    memref.store %a, %x[%i] : memref<4xf32, strided<[1], offset: ?>>
  }
  return
}

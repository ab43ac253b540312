// RUN: dlc-opt %s --dlk-merge-kernels | FileCheck %s

// CHECK: func.func private @train_0(
// CHECK-NOT: @predict_0(%
func.func private @train_0(%slice: index, %x: memref<4xf32> {llvm.noalias}) attributes {dlk.kernel} {
  %zero = arith.constant 0.0 : f32
  memref.store %zero, %x[%slice] : memref<4xf32>
  return
}
func.func private @predict_0(%index: index, %y: memref<4xf32> {llvm.noalias}) attributes {dlk.kernel} {
  %nothing = arith.constant 0.0 : f32
  memref.store %nothing, %y[%index] : memref<4xf32>
  return
}
// Another constant, another promise about aliasing or another type is another kernel.
// CHECK: func.func private @one(
func.func private @one(%slice: index, %x: memref<4xf32> {llvm.noalias}) attributes {dlk.kernel} {
  %one = arith.constant 1.0 : f32
  memref.store %one, %x[%slice] : memref<4xf32>
  return
}
// CHECK: func.func private @aliased(
func.func private @aliased(%slice: index, %x: memref<4xf32>) attributes {dlk.kernel} {
  %zero = arith.constant 0.0 : f32
  memref.store %zero, %x[%slice] : memref<4xf32>
  return
}
// CHECK: func.func private @long(
func.func private @long(%slice: index, %x: memref<8xf32> {llvm.noalias}) attributes {dlk.kernel} {
  %zero = arith.constant 0.0 : f32
  memref.store %zero, %x[%slice] : memref<8xf32>
  return
}
// What is no kernel stays.
// CHECK: func.func private @other(
func.func private @other(%slice: index, %x: memref<4xf32> {llvm.noalias}) {
  %zero = arith.constant 0.0 : f32
  memref.store %zero, %x[%slice] : memref<4xf32>
  return
}
// CHECK-LABEL: func.func @predict(
// CHECK: call @train_0(
// CHECK: call @train_0(
// CHECK: call @one(
func.func @predict(%slice: index, %x: memref<4xf32>) {
  call @predict_0(%slice, %x) : (index, memref<4xf32>) -> ()
  call @train_0(%slice, %x) : (index, memref<4xf32>) -> ()
  call @one(%slice, %x) : (index, memref<4xf32>) -> ()
  return
}

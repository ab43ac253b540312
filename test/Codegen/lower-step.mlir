// RUN: dlc-opt %s --dlk-lower-step | FileCheck %s

// One thread waits for nobody: no call at all.
// CHECK-LABEL: func.func @barrier(
// CHECK-SAME: %[[CALL:.*]]: !llvm.ptr, %[[THREADS:.*]]: i32
// CHECK: %[[ONE:.*]] = arith.constant 1 : i32
// CHECK: %[[SEVERAL:.*]] = arith.cmpi sgt, %[[THREADS]], %[[ONE]]
// CHECK: scf.if %[[SEVERAL]]
// CHECK: %[[AT:.*]] = llvm.getelementptr %[[CALL]]
// CHECK: %[[FUNCTION:.*]] = llvm.load %[[AT]]
// CHECK: %[[NEXT:.*]] = llvm.getelementptr %[[CALL]]
// CHECK: %[[CONTEXT:.*]] = llvm.load %[[NEXT]]
// CHECK: llvm.call %[[FUNCTION]](%[[CONTEXT]], %[[THREADS]]) : !llvm.ptr, (!llvm.ptr, i32) -> ()
// CHECK-NOT: llvm.call
func.func @barrier(%call: !llvm.ptr, %threads: i32) {
  dlk.barrier %call, %threads
  return
}

// The caller may not want the loss.
// CHECK-LABEL: func.func @loss(
// CHECK-SAME: %[[CALL:.*]]: !llvm.ptr, %[[LOSS:.*]]: memref<f64>
// CHECK: %[[WIDE:.*]] = memref.load %[[LOSS]][] : memref<f64>
// CHECK: %[[VALUE:.*]] = arith.truncf %[[WIDE]] : f64 to f32
// CHECK: %[[TO:.*]] = llvm.load %{{.*}} : !llvm.ptr -> !llvm.ptr
// CHECK: %[[WANTED:.*]] = llvm.icmp "ne" %[[TO]]
// CHECK: scf.if %[[WANTED]]
// CHECK: llvm.store %[[VALUE]], %[[TO]] : f32, !llvm.ptr
func.func @loss(%call: !llvm.ptr, %loss: memref<f64>) {
  dlk.store_loss %call, %loss : memref<f64>
  return
}

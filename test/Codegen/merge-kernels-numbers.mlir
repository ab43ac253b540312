// RUN: dlc-opt %s --dlk-merge-kernels | FileCheck %s
// Long kernels that differ in one number become one that takes it.

// CHECK: func.func private @init_0(%{{.*}}: index, %{{.*}}: memref<4xf32> {llvm.noalias}, %[[KEY:.*]]: i32) attributes {dlk.kernel} {
// CHECK: %[[TWO:.*]] = arith.constant 2 : i32
// CHECK: arith.muli %[[KEY]], %[[TWO]]
// CHECK-NOT: @init_1(%
func.func private @init_0(%slice: index, %x: memref<4xf32> {llvm.noalias}) attributes {dlk.kernel} {
  %key = arith.constant 17 : i32
  %two = arith.constant 2 : i32
  %v0 = arith.muli %key, %two : i32
  %v1 = arith.xori %v0, %key : i32
  %v2 = arith.xori %v1, %key : i32
  %v3 = arith.xori %v2, %key : i32
  %v4 = arith.xori %v3, %key : i32
  %v5 = arith.xori %v4, %key : i32
  %v6 = arith.xori %v5, %key : i32
  %v7 = arith.xori %v6, %key : i32
  %v8 = arith.xori %v7, %key : i32
  %v9 = arith.xori %v8, %key : i32
  %v10 = arith.xori %v9, %key : i32
  %v11 = arith.xori %v10, %key : i32
  %v12 = arith.xori %v11, %key : i32
  %v13 = arith.xori %v12, %key : i32
  %v14 = arith.xori %v13, %key : i32
  %v15 = arith.xori %v14, %key : i32
  %v16 = arith.xori %v15, %key : i32
  %v17 = arith.xori %v16, %key : i32
  %v18 = arith.xori %v17, %key : i32
  %v19 = arith.xori %v18, %key : i32
  %v20 = arith.xori %v19, %key : i32
  %v21 = arith.xori %v20, %key : i32
  %v22 = arith.xori %v21, %key : i32
  %v23 = arith.xori %v22, %key : i32
  %v24 = arith.xori %v23, %key : i32
  %v25 = arith.xori %v24, %key : i32
  %v26 = arith.xori %v25, %key : i32
  %v27 = arith.xori %v26, %key : i32
  %v28 = arith.xori %v27, %key : i32
  %v29 = arith.xori %v28, %key : i32
  %v30 = arith.xori %v29, %key : i32
  %v31 = arith.xori %v30, %key : i32
  %v32 = arith.xori %v31, %key : i32
  %v33 = arith.xori %v32, %key : i32
  %v34 = arith.xori %v33, %key : i32
  %v35 = arith.xori %v34, %key : i32
  %v36 = arith.xori %v35, %key : i32
  %v37 = arith.xori %v36, %key : i32
  %v38 = arith.xori %v37, %key : i32
  %v39 = arith.xori %v38, %key : i32
  %v40 = arith.xori %v39, %key : i32
  %f = arith.sitofp %v40 : i32 to f32
  memref.store %f, %x[%slice] : memref<4xf32>
  return
}
func.func private @init_1(%slice: index, %x: memref<4xf32> {llvm.noalias}) attributes {dlk.kernel} {
  %key = arith.constant 4711 : i32
  %two = arith.constant 2 : i32
  %v0 = arith.muli %key, %two : i32
  %v1 = arith.xori %v0, %key : i32
  %v2 = arith.xori %v1, %key : i32
  %v3 = arith.xori %v2, %key : i32
  %v4 = arith.xori %v3, %key : i32
  %v5 = arith.xori %v4, %key : i32
  %v6 = arith.xori %v5, %key : i32
  %v7 = arith.xori %v6, %key : i32
  %v8 = arith.xori %v7, %key : i32
  %v9 = arith.xori %v8, %key : i32
  %v10 = arith.xori %v9, %key : i32
  %v11 = arith.xori %v10, %key : i32
  %v12 = arith.xori %v11, %key : i32
  %v13 = arith.xori %v12, %key : i32
  %v14 = arith.xori %v13, %key : i32
  %v15 = arith.xori %v14, %key : i32
  %v16 = arith.xori %v15, %key : i32
  %v17 = arith.xori %v16, %key : i32
  %v18 = arith.xori %v17, %key : i32
  %v19 = arith.xori %v18, %key : i32
  %v20 = arith.xori %v19, %key : i32
  %v21 = arith.xori %v20, %key : i32
  %v22 = arith.xori %v21, %key : i32
  %v23 = arith.xori %v22, %key : i32
  %v24 = arith.xori %v23, %key : i32
  %v25 = arith.xori %v24, %key : i32
  %v26 = arith.xori %v25, %key : i32
  %v27 = arith.xori %v26, %key : i32
  %v28 = arith.xori %v27, %key : i32
  %v29 = arith.xori %v28, %key : i32
  %v30 = arith.xori %v29, %key : i32
  %v31 = arith.xori %v30, %key : i32
  %v32 = arith.xori %v31, %key : i32
  %v33 = arith.xori %v32, %key : i32
  %v34 = arith.xori %v33, %key : i32
  %v35 = arith.xori %v34, %key : i32
  %v36 = arith.xori %v35, %key : i32
  %v37 = arith.xori %v36, %key : i32
  %v38 = arith.xori %v37, %key : i32
  %v39 = arith.xori %v38, %key : i32
  %v40 = arith.xori %v39, %key : i32
  %f = arith.sitofp %v40 : i32 to f32
  memref.store %f, %x[%slice] : memref<4xf32>
  return
}

// CHECK-LABEL: func.func @init(
// CHECK: %[[FIRST:.*]] = arith.constant 17 : i32
// CHECK: call @init_0(%{{.*}}, %{{.*}}, %[[FIRST]])
// CHECK: %[[SECOND:.*]] = arith.constant 4711 : i32
// CHECK: call @init_0(%{{.*}}, %{{.*}}, %[[SECOND]])
func.func @init(%slice: index, %x: memref<4xf32>, %y: memref<4xf32>) {
  func.call @init_0(%slice, %x) : (index, memref<4xf32>) -> ()
  func.call @init_1(%slice, %y) : (index, memref<4xf32>) -> ()
  return
}

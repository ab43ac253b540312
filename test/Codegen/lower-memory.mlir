// RUN: dlc-opt %s --dlk-lower-memory | FileCheck %s

// What addresses have in common is computed once, where it is known; numbers stay apart.
// CHECK-LABEL: func.func private @accesses(
// CHECK-SAME: %[[SLICE:.*]]: i64, %[[X:.*]]: !llvm.ptr {llvm.noalias}, %[[Y:.*]]: !llvm.ptr {llvm.noalias})
// CHECK: %[[C12:.*]] = arith.constant 12 : i64
// CHECK: %[[ROW:.*]] = arith.muli %[[SLICE]], %[[C12]] overflow<nsw> : i64
// CHECK: ^{{.*}}(%[[I:.*]]: i64):
// CHECK: %[[AT:.*]] = arith.addi %[[ROW]], %[[I]] overflow<nsw> : i64
// CHECK-NEXT: %[[FIRST:.*]] = llvm.getelementptr %[[X]][%[[AT]]] : (!llvm.ptr, i64) -> !llvm.ptr, f32
// CHECK-NEXT: %[[A:.*]] = llvm.load %[[FIRST]] {alignment = 4 : i64} : !llvm.ptr -> vector<4xf32>
// CHECK-NEXT: %[[SECOND:.*]] = llvm.getelementptr %[[FIRST]][4] : (!llvm.ptr) -> !llvm.ptr, f32
// CHECK-NEXT: %[[B:.*]] = llvm.load %[[SECOND]] {alignment = 4 : i64} : !llvm.ptr -> vector<4xf32>
// CHECK: %[[TO:.*]] = llvm.getelementptr %[[Y]][%[[AT]]]
// CHECK-NEXT: %[[NEXT_ROW:.*]] = llvm.getelementptr %[[TO]][12] : (!llvm.ptr) -> !llvm.ptr, f32
// CHECK-NEXT: llvm.store %{{.*}}, %[[NEXT_ROW]] {alignment = 4 : i64} : vector<4xf32>, !llvm.ptr
// CHECK: %[[AHEAD:.*]] = llvm.getelementptr %[[FIRST]][24]
// CHECK-NEXT: "llvm.intr.prefetch"(%[[AHEAD]]) <{cache = 1 : i32, hint = 3 : i32, rw = 0 : i32}>
func.func private @accesses(%slice: index, %x: memref<6x12xf32> {llvm.noalias}, %y: memref<6x12xf32> {llvm.noalias}) attributes {dlk.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  cf.br ^body(%c0 : index)
^body(%i: index):
  %next = arith.addi %i, %c4 : index
  %below = arith.addi %slice, %c1 : index
  %ahead = arith.addi %slice, %c2 : index
  %a = vector.load %x[%slice, %i] : memref<6x12xf32>, vector<4xf32>
  %b = vector.load %x[%slice, %next] : memref<6x12xf32>, vector<4xf32>
  %sum = arith.addf %a, %b : vector<4xf32>
  vector.store %sum, %y[%below, %i] : memref<6x12xf32>, vector<4xf32>
  memref.prefetch %x[%ahead, %i], read, locality<3>, data : memref<6x12xf32>
  return
}

// An element whose place is known; memory under another shape; the thread's own; a number that is an index.
// CHECK-LABEL: func.func @origins(
// CHECK-SAME: %[[X:.*]]: !llvm.ptr, %[[N:.*]]: i32, %[[M:.*]]: i64) -> i64
// CHECK: %[[LOCAL:.*]] = llvm.alloca %{{.*}} x f32 {alignment = 64 : i64} : (i64) -> !llvm.ptr
// CHECK: %[[LAST:.*]] = llvm.getelementptr %[[X]][71]
// CHECK: %[[VALUE:.*]] = llvm.load %[[LAST]] {alignment = 4 : i64} : !llvm.ptr -> f32
// CHECK: %[[WIDE:.*]] = arith.extsi %[[N]] : i32 to i64
// CHECK: %[[FLAT:.*]] = llvm.getelementptr %[[X]][%[[WIDE]]]
// CHECK: llvm.store %[[VALUE]], %[[FLAT]]
// CHECK: llvm.store %[[VALUE]], %[[LOCAL]]
// CHECK: %[[TABLE:.*]] = llvm.mlir.addressof @table : !llvm.ptr
// CHECK: llvm.getelementptr %[[TABLE]][2] : (!llvm.ptr) -> !llvm.ptr, i64
// CHECK: return %[[M]] : i64
// CHECK: llvm.mlir.global private constant @table(dense<[1, 2, 3, 4]> : tensor<4xi64>)
// CHECK-SAME: !llvm.array<4 x i64>
func.func @origins(%x: memref<6x12xf32>, %n: i32, %m: i64) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %c11 = arith.constant 11 : index
  %local = memref.alloca() {alignment = 64 : i64} : memref<8xf32>
  %value = memref.load %x[%c5, %c11] : memref<6x12xf32>
  %flat = memref.reinterpret_cast %x to offset: [0], sizes: [72], strides: [1] : memref<6x12xf32> to memref<72xf32>
  %index = arith.index_cast %n : i32 to index
  memref.store %value, %flat[%index] : memref<72xf32>
  memref.store %value, %local[%c0] : memref<8xf32>
  %table = memref.get_global @table : memref<2x2xi64>
  %entry = memref.load %table[%c1, %c0] : memref<2x2xi64>
  %same = arith.index_cast %m : i64 to index
  return %same : index
}
memref.global "private" constant @table : memref<2x2xi64> = dense<[[1, 2], [3, 4]]>

// A block's pointer and the offset in it, which may be shifted; a table's entry; a field of the call itself.
// CHECK-LABEL: func.func @views(
// CHECK-SAME: %[[CALL:.*]]: !llvm.ptr, %[[SHIFT:.*]]: i64)
// CHECK: %[[OFFSET:.*]] = arith.constant 192 : i64
// CHECK: %[[BLOCK:.*]] = llvm.load %{{.*}} invariant : !llvm.ptr -> !llvm.ptr
// CHECK: llvm.getelementptr %[[BLOCK]][%[[OFFSET]]] : (!llvm.ptr, i64) -> !llvm.ptr, i8
// CHECK: %[[SUM:.*]] = llvm.add %{{.*}}, %[[SHIFT]] : i64
// CHECK: llvm.getelementptr %{{.*}}[%[[SUM]]]
// CHECK: %[[TABLE:.*]] = llvm.load
// CHECK: %[[ENTRY:.*]] = llvm.getelementptr %[[TABLE]][16]
// CHECK: llvm.load %[[ENTRY]] invariant : !llvm.ptr -> !llvm.ptr
// CHECK: %[[SEED:.*]] = llvm.getelementptr %[[CALL]]
// CHECK: llvm.load %[[SEED]] {alignment = 8 : i64} : !llvm.ptr -> i64
// CHECK: func.func private @takes(!llvm.ptr, i64)
func.func @views(%call: !llvm.ptr, %shift: index) -> i64 {
  %w = dlk.view %call parameters[0] at 192 : memref<4xf32>
  func.call @takes(%w, %shift) : (memref<4xf32>, index) -> ()
  %part = dlk.view %call workspace[0] at 64 plus %shift : memref<4xf32>
  func.call @takes(%part, %shift) : (memref<4xf32>, index) -> ()
  %x = dlk.view %call inputs[2] at 0 : memref<4xf32>
  func.call @takes(%x, %shift) : (memref<4xf32>, index) -> ()
  %seed = dlk.view %call seed[0] at 0 : memref<i64>
  %value = memref.load %seed[] : memref<i64>
  return %value : i64
}
func.func private @takes(memref<4xf32>, index)

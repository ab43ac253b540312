// RUN: dlc-opt %s | dlc-opt | FileCheck %s
// Every op of the dialect survives being printed and read.

#row = affine_map<(d0, d1) -> (d0, d1)>
#first = affine_map<(d0, d1) -> (d0)>
#second = affine_map<(d0, d1) -> (d1)>
#left_turned = affine_map<(d0, d1, d2, d3) -> (d0, d3, d1)>
#right = affine_map<(d0, d1, d2, d3) -> (d0, d3, d2)>
#tile = affine_map<(d0, d1, d2) -> (d1, d2)>

// CHECK-LABEL: func.func @softmax_row
// CHECK: dlk.rows sizes [4, 8] slice %{{.*}} of 2 by 2 along 0
// CHECK: dlk.fold max
// CHECK: dlk.yield
func.func @softmax_row(%slice: index, %x: memref<4x8xf32>, %y: memref<4x8xf32>, %m: memref<4xf32>) {
  dlk.rows sizes [4, 8] slice %slice of 2 by 2 along 0 maps [#row, #row, #first] ins(%x : memref<4x8xf32>) outs(%y, %m : memref<4x8xf32>, memref<4xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    %max = dlk.fold max %e : f32
    %shifted = arith.subf %e, %max : f32
    dlk.yield %shifted, %max : f32, f32
  }
  return
}

// CHECK-LABEL: func.func @column_sums
// CHECK: dlk.columns add sizes [4, 8]
func.func @column_sums(%slice: index, %x: memref<4x8xf32>, %y: memref<8xf32>) {
  dlk.columns add sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#row, #second] ins(%x : memref<4x8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// CHECK-LABEL: func.func @product
// CHECK: dlk.contract %{{.*}} at #{{.*}}, %{{.*}} at #{{.*}} : memref<1x8x4xf32>, memref<1x8x16xf32> sizes [1, 4, 16] over [8]
// CHECK-SAME: tile 4 x 2
func.func @product(%slice: index, %a: memref<1x8x4xf32>, %b: memref<1x8x16xf32>, %c: memref<4x16xf32>) {
  dlk.contract %a at #left_turned, %b at #right : memref<1x8x4xf32>, memref<1x8x16xf32> sizes [1, 4, 16] over [8] slice %slice of 1 by 0 along -1 tile 4 x 2 maps [#tile] ins() outs(%c : memref<4x16xf32>) {
  ^bb0(%batch: index, %m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// CHECK-LABEL: func.func @rows_of_a_table
// CHECK: dlk.load %{{.*}}[%{{.*}}, %{{.*}}] : memref<9x8xf32> -> f32
// CHECK: dlk.scatter_add
func.func @rows_of_a_table(%slice: index, %table: memref<9x8xf32>, %index: memref<4xi32>, %y: memref<4x8xf32>) {
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#first, #row] ins(%index : memref<4xi32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: i32):
    %at = arith.index_cast %e : i32 to index
    %value = dlk.load %table[%at, %j] : memref<9x8xf32> -> f32
    dlk.yield %value : f32
  }
  dlk.scatter_add %table, %index, %y : memref<9x8xf32>, memref<4xi32>, memref<4x8xf32>
  return
}

// CHECK-LABEL: func.func @step
// CHECK: dlk.view %[[CALL:.*]] workspace[0] at 64 : memref<f32>
// CHECK: dlk.barrier %[[CALL]], %{{.*}}
// CHECK: dlk.store_loss %[[CALL]], %{{.*}} : memref<f32>
func.func @step(%call: !llvm.ptr, %threads: i32) {
  %loss = dlk.view %call workspace[0] at 64 : memref<f32>
  dlk.barrier %call, %threads
  dlk.store_loss %call, %loss : memref<f32>
  return
}

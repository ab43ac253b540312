// RUN: dlc-opt %s --dlk-emit-kernels='vector-bits=256' | FileCheck %s
// RUN: dlc-opt %s --dlk-emit-kernels='vector-bits=256' | FileCheck %s --check-prefix=CLOSED
// Loops over vectors, from a closed set of ops.
// CLOSED-NOT: dlk.
// CLOSED-NOT: vector.transfer
// CLOSED-NOT: vector.contract
// CLOSED-NOT: memref.alloc
// CLOSED-NOT: memref.copy

#flat = affine_map<(d0) -> (d0)>
#row = affine_map<(d0, d1) -> (d0, d1)>
#turned = affine_map<(d0, d1) -> (d1, d0)>
#strided = affine_map<(d0, d1) -> (d0, d1 * 2)>
#first = affine_map<(d0, d1) -> (d0)>
#second = affine_map<(d0, d1) -> (d1)>
#left = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#right = affine_map<(d0, d1, d2, d3) -> (d0, d3, d2)>
#tile = affine_map<(d0, d1, d2) -> (d1, d2)>
#bias = affine_map<(d0, d1, d2) -> (d2)>

// A tile of 2 rows by 16 columns over the whole depth; the ten columns left are 8 and 2.
// CHECK-LABEL: func.func @product(
// CHECK: scf.for
// CHECK: scf.for %{{.*}} iter_args(%{{.*}}) -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>)
// CHECK-COUNT-2: vector.load %{{.*}} : memref<312xf32>, vector<8xf32>
// CHECK: %[[LEFT:.*]] = memref.load %{{.*}} : memref<48xf32>
// CHECK: %[[WIDE:.*]] = vector.broadcast %[[LEFT]] : f32 to vector<8xf32>
// CHECK: vector.fma %[[WIDE]]
// CHECK: scf.yield
// The epilogue is on the accumulators.
// CHECK: %[[BIAS:.*]] = vector.load %{{.*}} : memref<26xf32>, vector<8xf32>
// CHECK: %[[Y:.*]] = arith.addf %{{.*}}, %[[BIAS]] : vector<8xf32>
// CHECK: vector.store
// CHECK: iter_args(%{{.*}}) -> (vector<8xf32>, vector<2xf32>, vector<8xf32>, vector<2xf32>)
func.func @product(%slice: index, %a: memref<1x4x12xf32>, %b: memref<1x12x26xf32>, %bias: memref<26xf32>, %c: memref<4x26xf32>) {
  dlk.contract %a at #left, %b at #right : memref<1x4x12xf32>, memref<1x12x26xf32> sizes [1, 4, 26] over [12] slice %slice of 1 by 0 along -1 tile 2 x 2 maps [#bias, #tile] ins(%bias : memref<26xf32>) outs(%c : memref<4x26xf32>) {
  ^bb0(%batch: index, %m: index, %n: index, %sum: f32, %e: f32):
    %y = arith.addf %sum, %e : f32
    dlk.yield %y : f32
  }
  return
}

// 42 elements: one step of four vectors, then 8 and 2.
// CHECK-LABEL: func.func @elementwise(
// CHECK-COUNT-4: vector.load %{{.*}} : memref<42xf32>, vector<8xf32>
// CHECK-COUNT-4: vector.store %{{.*}} : memref<42xf32>, vector<8xf32>
// CHECK: vector.load %{{.*}} : memref<42xf32>, vector<8xf32>
// CHECK: vector.load %{{.*}} : memref<42xf32>, vector<2xf32>
func.func @elementwise(%slice: index, %x: memref<42xf32>, %y: memref<42xf32>) {
  dlk.rows sizes [42] slice %slice of 1 by 0 along -1 maps [#flat, #flat] ins(%x : memref<42xf32>) outs(%y : memref<42xf32>) {
  ^bb0(%i: index, %e: f32):
    %n = arith.negf %e : f32
    dlk.yield %n : f32
  }
  return
}

// Slices of 4 rows of 10: the last slice has two, and a branch of its own with static bounds.
// CHECK-LABEL: func.func @last_slice(
// CHECK-SAME: %[[SLICE:.*]]: index
// CHECK: %[[LAST:.*]] = arith.cmpi eq, %[[SLICE]]
// CHECK: scf.if %[[LAST]]
// CHECK: else
func.func @last_slice(%slice: index, %x: memref<10x8xf32>, %y: memref<10x8xf32>) {
  dlk.rows sizes [10, 8] slice %slice of 3 by 4 along 0 maps [#row, #row] ins(%x : memref<10x8xf32>) outs(%y : memref<10x8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// A short row is unrolled: its elements are loaded once for the fold and for what follows.
// CHECK-LABEL: func.func @short_row(
// CHECK: scf.for
// CHECK: %[[A:.*]] = vector.load %{{.*}} : memref<4x10xf32>, vector<8xf32>
// CHECK: %[[B:.*]] = vector.load %{{.*}} : memref<4x10xf32>, vector<2xf32>
// CHECK: vector.shuffle
// CHECK: arith.maximumf
// CHECK: arith.subf %[[A]]
// CHECK: arith.subf %[[B]]
// CHECK-NOT: vector.load
// CHECK: memref.store %{{.*}} : memref<4xf32>
// CHECK: return
func.func @short_row(%slice: index, %x: memref<4x10xf32>, %y: memref<4x10xf32>, %m: memref<4xf32>) {
  dlk.rows sizes [4, 10] slice %slice of 1 by 0 along -1 maps [#row, #row, #first] ins(%x : memref<4x10xf32>) outs(%y, %m : memref<4x10xf32>, memref<4xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    %max = dlk.fold max %e : f32
    %shifted = arith.subf %e, %max : f32
    dlk.yield %shifted, %max : f32, f32
  }
  return
}

// A long row is walked once for the fold, with accumulators, and once for the outputs.
// CHECK-LABEL: func.func @long_row(
// CHECK: scf.for
// CHECK: %[[WALK:.*]]:4 = scf.for %{{.*}} -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>)
// CHECK: %[[LOW:.*]] = arith.addf %[[WALK]]#0, %[[WALK]]#1
// CHECK: %[[HIGH:.*]] = arith.addf %[[WALK]]#2, %[[WALK]]#3
// CHECK: arith.addf %[[LOW]], %[[HIGH]]
// CHECK: scf.for
// CHECK: vector.store
func.func @long_row(%slice: index, %x: memref<4x100xf32>, %y: memref<4x100xf32>) {
  dlk.rows sizes [4, 100] slice %slice of 1 by 0 along -1 maps [#row, #row] ins(%x : memref<4x100xf32>) outs(%y : memref<4x100xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    %sum = dlk.fold add %e : f32
    %y1 = arith.divf %e, %sum : f32
    dlk.yield %y1 : f32
  }
  return
}

// Four rows at once, as a sum waits for the one before it; the last three stand behind the loop.
// CHECK-LABEL: func.func @columns(
// CHECK: %{{.*}}:8 = scf.for %{{.*}} to %c4{{.*}} step %c4{{.*}} iter_args
// CHECK: arith.addf %{{.*}} : vector<8xf32>
// CHECK: arith.addf %{{.*}} : vector<2xf32>
// CHECK: vector.store %{{.*}} : memref<10xf32>, vector<8xf32>
func.func @columns(%slice: index, %x: memref<7x10xf32>, %y: memref<10xf32>) {
  dlk.columns add sizes [7, 10] slice %slice of 1 by 0 along -1 maps [#row, #second] ins(%x : memref<7x10xf32>) outs(%y : memref<10xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// A transpose turns blocks in registers: rows are loaded, and stored, as vectors.
// CHECK-LABEL: func.func @transpose(
// CHECK-NOT: memref.load
// CHECK: vector.load %{{.*}} : memref<8x8xf32>, vector<8xf32>
// CHECK: vector.shuffle
// CHECK: vector.store %{{.*}} : memref<8x8xf32>, vector<8xf32>
func.func @transpose(%slice: index, %x: memref<8x8xf32>, %y: memref<8x8xf32>) {
  dlk.rows sizes [8, 8] slice %slice of 1 by 0 along -1 maps [#turned, #row] ins(%x : memref<8x8xf32>) outs(%y : memref<8x8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// Other elements that are not neighbours are loaded one by one.
// CHECK-LABEL: func.func @strided(
// CHECK-COUNT-8: memref.load %{{.*}} : memref<4x16xf32>
// CHECK: vector.from_elements
// CHECK: vector.store
func.func @strided(%slice: index, %x: memref<4x16xf32>, %y: memref<4x8xf32>) {
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#strided, #row] ins(%x : memref<4x16xf32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: f32):
    dlk.yield %e : f32
  }
  return
}

// A row outside the table reads nothing and is zero.
// CHECK-LABEL: func.func @gather(
// CHECK: %[[INSIDE:.*]] = arith.cmpi ult
// CHECK: %[[ROW:.*]] = arith.select %[[INSIDE]]
// CHECK: %[[VALUE:.*]] = vector.load %{{.*}}[%[[ROW]], %{{.*}}] : memref<9x8xf32>, vector<8xf32>
// CHECK: arith.select %[[INSIDE]], %[[VALUE]]
func.func @gather(%slice: index, %table: memref<9x8xf32>, %index: memref<4xi32>, %y: memref<4x8xf32>) {
  dlk.rows sizes [4, 8] slice %slice of 1 by 0 along -1 maps [#first, #row] ins(%index : memref<4xi32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%i: index, %j: index, %e: i32):
    %at = arith.index_cast %e : i32 to index
    %value = dlk.load %table[%at, %j] : memref<9x8xf32> -> f32
    dlk.yield %value : f32
  }
  return
}

// CHECK-LABEL: func.func @scatter_add(
// CHECK: arith.cmpi ult
// CHECK: scf.if
// CHECK: vector.store %{{.*}} : memref<9x8xf32>, vector<8xf32>
func.func @scatter_add(%table: memref<9x8xf32>, %index: memref<4xi32>, %y: memref<4x8xf32>) {
  dlk.scatter_add %table, %index, %y : memref<9x8xf32>, memref<4xi32>, memref<4x8xf32>
  return
}

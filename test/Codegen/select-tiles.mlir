// RUN: dlc-opt %s --dlk-select-tiles='vector-bits=256 vector-registers=16' | FileCheck %s --check-prefix=AVX2
// RUN: dlc-opt %s --dlk-select-tiles='vector-bits=512 vector-registers=31' | FileCheck %s --check-prefix=AVX512
// With mr rows and nv vectors, mr nv accumulators, nv vectors of the right-hand side and one broadcast
// number must fit the registers: 16, or 31 beside the masks.

#left = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#right = affine_map<(d0, d1, d2, d3) -> (d0, d3, d2)>
#tile = affine_map<(d0, d1, d2) -> (d1, d2)>

// 6 x 2 + 2 + 1 = 15; 14 x 2 + 2 + 1 = 31.
// AVX2-LABEL: func.func @large(
// AVX2: tile 6 x 2
// AVX512-LABEL: func.func @large(
// AVX512: tile 14 x 2
func.func @large(%slice: index, %a: memref<1x960x64xf32>, %b: memref<1x64x960xf32>, %c: memref<960x960xf32>) {
  dlk.contract %a at #left, %b at #right : memref<1x960x64xf32>, memref<1x64x960xf32> sizes [1, 960, 960] over [64] slice %slice of 1 by 0 along -1 maps [#tile] ins() outs(%c : memref<960x960xf32>) {
  ^bb0(%batch: index, %m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// Ten columns are a vector of 8 and one of 2 at the edge.
// AVX2-LABEL: func.func @narrow(
// AVX2: tile {{[1-6]}} x {{[12]}}
// AVX512-LABEL: func.func @narrow(
// AVX512: tile {{[0-9]+}} x 1
func.func @narrow(%slice: index, %a: memref<1x64x128xf32>, %b: memref<1x128x10xf32>, %c: memref<64x10xf32>) {
  dlk.contract %a at #left, %b at #right : memref<1x64x128xf32>, memref<1x128x10xf32> sizes [1, 64, 10] over [128] slice %slice of 1 by 0 along -1 maps [#tile] ins() outs(%c : memref<64x10xf32>) {
  ^bb0(%batch: index, %m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// A tile that is there stays.
// AVX2-LABEL: func.func @given(
// AVX2: tile 3 x 1
// AVX512-LABEL: func.func @given(
// AVX512: tile 3 x 1
func.func @given(%slice: index, %a: memref<1x64x128xf32>, %b: memref<1x128x10xf32>, %c: memref<64x10xf32>) {
  dlk.contract %a at #left, %b at #right : memref<1x64x128xf32>, memref<1x128x10xf32> sizes [1, 64, 10] over [128] slice %slice of 1 by 0 along -1 tile 3 x 1 maps [#tile] ins() outs(%c : memref<64x10xf32>) {
  ^bb0(%batch: index, %m: index, %n: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

// RUN: dlc-opt %s --dlk-emit-kernels='vector-bits=512 vector-registers=32 dots-bf16' | FileCheck %s
// RUN: dlc-opt %s --dlk-emit-kernels='vector-bits=256' | FileCheck %s --check-prefix=WIDE

// Pairs of rows are interleaved in the panel; where there is no product of pairs, factors are widened.
// CHECK-LABEL: func.func private @kernel
// CHECK: memref.alloca() {alignment = 64 : i64} : memref<{{.*}}xbf16>
// CHECK: vector.shuffle {{.*}} : vector<16xbf16>, vector<16xbf16>
// CHECK: vector.bitcast {{.*}} : vector<2xbf16> to vector<1xi32>
// CHECK: dlk.dot_pairs {{.*}} : vector<16xf32>, vector<32xbf16>
// WIDE-LABEL: func.func private @kernel
// WIDE-NOT: dlk.dot_pairs
// WIDE: arith.extf {{.*}} : vector<8xbf16> to vector<8xf32>
// WIDE: vector.fma
func.func private @kernel(%slice: index, %a: memref<64x64xbf16>, %b: memref<64x64xbf16>,
                          %c: memref<64x64xf32>) attributes {dlk.kernel} {
  dlk.contract %a at affine_map<(b, i, j, k) -> (i, k)>, %b at affine_map<(b, i, j, k) -> (k, j)>
    : memref<64x64xbf16>, memref<64x64xbf16> sizes [1, 64, 64] over [64]
    slice %slice of 1 by 0 along -1
    maps [affine_map<(b, i, j) -> (i, j)>] ins() outs(%c : memref<64x64xf32>) {
  ^bb0(%p: index, %q: index, %r: index, %sum: f32):
    dlk.yield %sum : f32
  }
  return
}

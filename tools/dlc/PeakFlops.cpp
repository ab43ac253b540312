//===- PeakFlops.cpp - The limit of this machine's arithmetic ---------------===//
//
// Enough independent chains of fused multiply-adds to hide their latency (4 cycles on two ports: 8
// chains at least), in the widest registers there are.
//
//===----------------------------------------------------------------------===//
#include "Flops.h"

#include <algorithm>
#include <chrono>
#include <immintrin.h>

namespace {

constexpr int kChains = 12;
constexpr int64_t kRounds = 200000;

// One loop for each vector type: the intrinsics differ in name only, but are no templates.
#define DLC_FMA_LOOP(NAME, TARGET, VECTOR, SCALAR, SET, FMA)                                       \
  __attribute__((target(TARGET), noinline)) SCALAR NAME(SCALAR seed) {                             \
    VECTOR sums[kChains], factor = SET(SCALAR(0.999)), term = SET(seed);                           \
    for (int i = 0; i < kChains; ++i)                                                              \
      sums[i] = SET(SCALAR(i));                                                                    \
    for (int64_t round = 0; round < kRounds; ++round) {                                            \
      /* Floating-point arithmetic may not be reordered, so the chains stay what they are. */      \
      _Pragma("GCC unroll 12") for (int i = 0; i < kChains; ++i) sums[i] =                         \
          FMA(sums[i], factor, term);                                                              \
    }                                                                                              \
    SCALAR result = 0;                                                                             \
    for (int i = 0; i < kChains; ++i)                                                              \
      result += sums[i][0];                                                                        \
    return result;                                                                                 \
  }
DLC_FMA_LOOP(fma512f, "avx512f", __m512, float, _mm512_set1_ps, _mm512_fmadd_ps)
DLC_FMA_LOOP(fma512d, "avx512f", __m512d, double, _mm512_set1_pd, _mm512_fmadd_pd)
DLC_FMA_LOOP(fma256f, "avx2,fma", __m256, float, _mm256_set1_ps, _mm256_fmadd_ps)
DLC_FMA_LOOP(fma128f, "avx2,fma", __m128, float, _mm_set1_ps, _mm_fmadd_ps)
DLC_FMA_LOOP(fma256d, "avx2,fma", __m256d, double, _mm256_set1_pd, _mm256_fmadd_pd)
#undef DLC_FMA_LOOP

/// GFLOP/s of `loop`, whose vectors have `lanes` elements: the best of several short runs, since
/// others may use the machine as well.
template <typename T> double measure(T (*loop)(T), int lanes) {
  double best = 0;
  volatile T sink = 0;
  for (int repeat = 0; repeat < 12; ++repeat) {
    auto start = std::chrono::steady_clock::now();
    sink = sink + loop(T(repeat));
    std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    best = std::max(best, 2.0 * lanes * kChains * kRounds / seconds.count() * 1e-9);
  }
  return best;
}

} // namespace

std::vector<dlc::tool::FmaLoop> dlc::tool::fmaLoops() {
  __builtin_cpu_init();
  std::vector<FmaLoop> loops;
  auto add = [&](int bits, float (*run)(float)) {
    loops.push_back({bits, 2.0 * (bits / 32) * kChains * kRounds, run});
  };
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    add(128, fma128f);
    add(256, fma256f);
  }
  if (__builtin_cpu_supports("avx512f"))
    add(512, fma512f);
  return loops;
}

double dlc::tool::measurePeakGflops(bool isDouble) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f"))
    return isDouble ? measure(fma512d, 8) : measure(fma512f, 16);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return isDouble ? measure(fma256d, 4) : measure(fma256f, 8);
  return 0;
}

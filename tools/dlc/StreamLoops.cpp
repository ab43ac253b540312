//===- StreamLoops.cpp - Reading and writing memory -------------------------===//
#include "MeasureMachine.h"

#include <immintrin.h>

namespace {

// The intrinsics differ in name only, but are no templates. Four vectors a round hide the loop.
#define DLC_STREAM_LOOP(NAME, TARGET, VECTOR, SET, FMA)                                            \
  __attribute__((target(TARGET), noinline)) void NAME(float *sums, const float *terms,             \
                                                      int64_t count, float factor) {               \
    constexpr int64_t kLanes = sizeof(VECTOR) / sizeof(float);                                     \
    const VECTOR factors = SET(factor);                                                            \
    auto *out = reinterpret_cast<VECTOR *>(sums);                                                  \
    auto *in = reinterpret_cast<const VECTOR *>(terms);                                            \
    for (int64_t i = 0; i < count / kLanes; i += 4) {                                              \
      _Pragma("GCC unroll 4") for (int64_t k = 0; k < 4; ++k) out[i + k] =                         \
          FMA(in[i + k], factors, out[i + k]);                                                     \
    }                                                                                              \
  }
DLC_STREAM_LOOP(stream512, "avx512f", __m512, _mm512_set1_ps, _mm512_fmadd_ps)
DLC_STREAM_LOOP(stream256, "avx2,fma", __m256, _mm256_set1_ps, _mm256_fmadd_ps)
#undef DLC_STREAM_LOOP

void streamScalar(float *sums, const float *terms, int64_t count, float factor) {
  for (int64_t i = 0; i < count; ++i)
    sums[i] += terms[i] * factor;
}

} // namespace

dlc::tool::StreamLoop dlc::tool::streamLoop() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f"))
    return stream512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return stream256;
  return streamScalar;
}

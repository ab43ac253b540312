//===- Prelude.cpp - The helpers of an emitted C++ file ---------------------===//
//
// They are templates over the file's vector types, so that those of them a model does not need cost
// no warning. What has an instruction on x86 and on AArch64 but no operator in C++ is spelled with
// the intrinsics of the instruction set that the file is compiled for, at that set's widths, and
// lane by lane elsewhere.
//
//===----------------------------------------------------------------------===//
#include "Prelude.h"

#include "llvm/ADT/StringExtras.h"
#include <array>

using namespace dlc::cpp;

static constexpr char kIncludes[] = R"cpp(
// A product and a sum become one instruction only where the text says multiply_add.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#endif

#include <dlrt/dlrt.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// Vectors wider than the machine's are passed between functions that are always inlined.
#pragma GCC diagnostic ignored "-Wpsabi"

#define DLC_INLINE inline __attribute__((always_inline, unused))
)cpp";

namespace {
struct Helper {
  llvm::StringLiteral name, text;
};
} // namespace

// Each may use those before it.
static constexpr Helper kHelpers[] = {{"Element", R"cpp(
template <typename V> struct ElementOf {
  typedef typename std::remove_cv<
      typename std::remove_reference<decltype(std::declval<V &>()[0])>::type>::type type;
};
template <> struct ElementOf<float> { typedef float type; };
template <> struct ElementOf<double> { typedef double type; };
// The type of a vector's lanes, and of a scalar the scalar's.
template <typename V> using Element = typename ElementOf<V>::type;
)cpp"},
                                      {"Unaligned", R"cpp(
template <typename V> struct __attribute__((packed, may_alias)) Unaligned {
  V value;
};
)cpp"},
                                      {"load", R"cpp(
template <typename V> DLC_INLINE V load(const void *from) {
  return static_cast<const Unaligned<V> *>(from)->value;
}
)cpp"},
                                      {"store", R"cpp(
template <typename V> DLC_INLINE void store(void *to, V value) {
  static_cast<Unaligned<V> *>(to)->value = value;
}
)cpp"},
                                      {"splat", R"cpp(
template <typename V, typename T> DLC_INLINE V splat(T value) {
  return value - V{}; // a vector operator takes a scalar for all lanes; -0 - 0 is -0
}
)cpp"},
                                      {"bits", R"cpp(
template <typename To, typename From> DLC_INLINE To bits(From value) {
  static_assert(sizeof(To) == sizeof(From), "the same bits as another type");
  To result;
  std::memcpy(&result, &value, sizeof result);
  return result;
}
)cpp"},
                                      {"each", R"cpp(
// A function of libm, lane by lane.
template <typename V> DLC_INLINE V each(Element<V> (*function)(Element<V>), V x) {
  V result = x;
  for (std::size_t i = 0; i < sizeof(V) / sizeof(x[0]); ++i)
    result[i] = function(x[i]);
  return result;
}
template <typename V>
DLC_INLINE V each(Element<V> (*function)(Element<V>, Element<V>), V x, V y) {
  V result = x;
  for (std::size_t i = 0; i < sizeof(V) / sizeof(x[0]); ++i)
    result[i] = function(x[i], y[i]);
  return result;
}
)cpp"},
                                      {"multiply_add", R"cpp(
// a * b + c, rounded once where the machine can.
DLC_INLINE float multiply_add(float a, float b, float c) {
#if defined(__FMA__) || defined(__aarch64__)
  return __builtin_fmaf(a, b, c);
#else
  return a * b + c;
#endif
}
DLC_INLINE double multiply_add(double a, double b, double c) {
#if defined(__FMA__) || defined(__aarch64__)
  return __builtin_fma(a, b, c);
#else
  return a * b + c;
#endif
}
template <typename V> DLC_INLINE V multiply_add(V a, V b, V c) {
#if defined(__FMA__) || defined(__aarch64__)
  constexpr bool is_float = sizeof(a[0]) == sizeof(float);
#if defined(__AVX512F__)
  if constexpr (sizeof(V) == 64 && is_float)
    return (V)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
  else if constexpr (sizeof(V) == 64)
    return (V)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
  else
#endif
#if defined(__FMA__)
      if constexpr (sizeof(V) == 32 && is_float)
    return (V)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
  else if constexpr (sizeof(V) == 32)
    return (V)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
  else if constexpr (sizeof(V) == 16 && is_float)
    return (V)_mm_fmadd_ps((__m128)a, (__m128)b, (__m128)c);
  else if constexpr (sizeof(V) == 16)
    return (V)_mm_fmadd_pd((__m128d)a, (__m128d)b, (__m128d)c);
#elif defined(__aarch64__)
  if constexpr (sizeof(V) == 16 && is_float)
    return (V)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
  else if constexpr (sizeof(V) == 16)
    return (V)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
  else if constexpr (sizeof(V) == 8 && is_float)
    return (V)vfma_f32((float32x2_t)c, (float32x2_t)a, (float32x2_t)b);
#endif
  else {
    V result = c;
    for (std::size_t i = 0; i < sizeof(V) / sizeof(a[0]); ++i)
      result[i] = multiply_add(a[i], b[i], c[i]);
    return result;
  }
#else
  return a * b + c;
#endif
}
)cpp"},
                                      {"root", R"cpp(
DLC_INLINE float root(float x) { return __builtin_sqrtf(x); }
DLC_INLINE double root(double x) { return __builtin_sqrt(x); }
// With all lanes chosen: GCC 12 takes the intrinsics without a mask for uses of what is not set.
template <typename V> DLC_INLINE V root(V x) {
  [[maybe_unused]] constexpr bool is_float = sizeof(x[0]) == sizeof(float);
#if defined(__AVX512F__)
  if constexpr (sizeof(V) == 64 && is_float)
    return (V)_mm512_maskz_sqrt_ps(0xffff, (__m512)x);
  else if constexpr (sizeof(V) == 64)
    return (V)_mm512_maskz_sqrt_pd(0xff, (__m512d)x);
  else
#endif
#if defined(__AVX__)
      if constexpr (sizeof(V) == 32 && is_float)
    return (V)_mm256_sqrt_ps((__m256)x);
  else if constexpr (sizeof(V) == 32)
    return (V)_mm256_sqrt_pd((__m256d)x);
  else
#endif
#if defined(__SSE2__)
      if constexpr (sizeof(V) == 16 && is_float)
    return (V)_mm_sqrt_ps((__m128)x);
  else if constexpr (sizeof(V) == 16)
    return (V)_mm_sqrt_pd((__m128d)x);
  else
#elif defined(__aarch64__)
  if constexpr (sizeof(V) == 16 && is_float)
    return (V)vsqrtq_f32((float32x4_t)x);
  else if constexpr (sizeof(V) == 16)
    return (V)vsqrtq_f64((float64x2_t)x);
  else
#endif
  {
    V result = x;
    for (std::size_t i = 0; i < sizeof(V) / sizeof(x[0]); ++i)
      result[i] = root(x[i]);
    return result;
  }
}
)cpp"},
                                      {"rounded_down", R"cpp(
DLC_INLINE float rounded_down(float x) { return __builtin_floorf(x); }
DLC_INLINE double rounded_down(double x) { return __builtin_floor(x); }
template <typename V> DLC_INLINE V rounded_down(V x) {
  [[maybe_unused]] constexpr bool is_float = sizeof(x[0]) == sizeof(float);
#if defined(__AVX512F__)
  if constexpr (sizeof(V) == 64 && is_float)
    return (V)_mm512_maskz_roundscale_ps(0xffff, (__m512)x,
                                         _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  else if constexpr (sizeof(V) == 64)
    return (V)_mm512_maskz_roundscale_pd(0xff, (__m512d)x,
                                         _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  else
#endif
#if defined(__AVX__)
      if constexpr (sizeof(V) == 32 && is_float)
    return (V)_mm256_floor_ps((__m256)x);
  else if constexpr (sizeof(V) == 32)
    return (V)_mm256_floor_pd((__m256d)x);
  else
#endif
#if defined(__SSE4_1__)
      if constexpr (sizeof(V) == 16 && is_float)
    return (V)_mm_floor_ps((__m128)x);
  else if constexpr (sizeof(V) == 16)
    return (V)_mm_floor_pd((__m128d)x);
  else
#elif defined(__aarch64__)
  if constexpr (sizeof(V) == 16 && is_float)
    return (V)vrndmq_f32((float32x4_t)x);
  else if constexpr (sizeof(V) == 16)
    return (V)vrndmq_f64((float64x2_t)x);
  else
#endif
  {
    V result = x;
    for (std::size_t i = 0; i < sizeof(V) / sizeof(x[0]); ++i)
      result[i] = rounded_down(x[i]);
    return result;
  }
}
)cpp"},
                                      {"larger", R"cpp(
template <typename V> DLC_INLINE V larger(V a, V b) { return a > b ? a : b; }
)cpp"},
                                      {"smaller", R"cpp(
template <typename V> DLC_INLINE V smaller(V a, V b) { return a < b ? a : b; }
)cpp"},
                                      {"maximum_of_constant", R"cpp(
// The larger of both, NaN if x is. The bound is no zero, or the positive one.
template <typename V> DLC_INLINE V maximum_of_constant(V x, V bound) {
  return x > bound ? x : x != x ? x : bound;
}
)cpp"},
                                      {"minimum_of_constant", R"cpp(
// The smaller of both, NaN if x is. The bound is no zero, or the negative one.
template <typename V> DLC_INLINE V minimum_of_constant(V x, V bound) {
  return x < bound ? x : x != x ? x : bound;
}
)cpp"},
                                      {"maximum", R"cpp(
// The larger of both, NaN if one is, +0 of two zeros with different signs.
template <typename V> DLC_INLINE V maximum(V a, V b) {
  const V larger = a > b ? a : a != a ? a : b;
  const V zero = a + b;
  return ((a == b) & (a == V{})) ? zero : larger;
}
)cpp"},
                                      {"minimum", R"cpp(
// The smaller of both, NaN if one is, -0 of two zeros with different signs.
template <typename V> DLC_INLINE V minimum(V a, V b) {
  const V smaller = a < b ? a : a != a ? a : b;
  const V zero = -(-a - b);
  return ((a == b) & (a == V{})) ? zero : smaller;
}
)cpp"},
                                      {"view", R"cpp(
template <typename T> DLC_INLINE T *view(const void *base, std::ptrdiff_t offset = 0) {
  return reinterpret_cast<T *>(const_cast<char *>(static_cast<const char *>(base)) + offset);
}
)cpp"},
                                      {"meet", R"cpp(
// No thread goes on before all have come here.
DLC_INLINE void meet(const dlrt_call *call, int32_t threads) {
  if (threads > 1)
    call->barrier(call->barrier_context, threads);
}
)cpp"}};

void dlc::cpp::printIncludes(llvm::raw_ostream &out) { out << kIncludes; }

/// Whether `text` calls `name`, or names it with a type.
static bool mentions(llvm::StringRef text, llvm::StringRef name) {
  for (size_t at = text.find(name); at != llvm::StringRef::npos; at = text.find(name, at + 1)) {
    char before = at ? text[at - 1] : ' ';
    llvm::StringRef after = text.substr(at + name.size(), 1);
    if (!llvm::isAlnum(before) && before != '_' && (after == "(" || after == "<"))
      return true;
  }
  return false;
}

void dlc::cpp::printHelpers(llvm::raw_ostream &out, llvm::StringRef body) {
  // From the last to the first: a helper needs those that it uses itself.
  std::string needed = body.str();
  std::array<bool, std::size(kHelpers)> isNeeded;
  for (size_t i = std::size(kHelpers); i-- > 0;) {
    isNeeded[i] = mentions(needed, kHelpers[i].name);
    if (isNeeded[i])
      needed += kHelpers[i].text;
  }
  for (size_t i = 0; i < std::size(kHelpers); ++i)
    if (isNeeded[i])
      out << kHelpers[i].text;
}

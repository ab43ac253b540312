#include "DType.h"

#include <cstring>
#include <limits>

namespace dlrt {

bool isFloat(dlrt_dtype dtype) {
  return dtype == DLRT_F32 || dtype == DLRT_F64 || dtype == DLRT_BF16;
}

IntegerRange integerRange(dlrt_dtype dtype) {
  switch (dtype) {
  case DLRT_I32:
    return {std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()};
  case DLRT_U8:
    return {0, 255};
  case DLRT_I8:
    return {-128, 127};
  case DLRT_BOOL:
    return {0, 1};
  default:
    return {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()};
  }
}

int64_t integerAt(const void *data, dlrt_dtype dtype, size_t i) {
  switch (dtype) {
  case DLRT_I32:
    return static_cast<const int32_t *>(data)[i];
  case DLRT_I64:
    return static_cast<const int64_t *>(data)[i];
  case DLRT_I8:
    return static_cast<const int8_t *>(data)[i];
  default:
    return static_cast<const uint8_t *>(data)[i];
  }
}

namespace {

// A distinct type for the upper half of an f32, so that casts can be chosen by overload.
struct BFloat16 {
  uint16_t bits;
};

template <typename From, typename To> To convert(From value) { return static_cast<To>(value); }

template <typename From> BFloat16 toBFloat16(From value) {
  float f = static_cast<float>(value);
  uint32_t bits;
  std::memcpy(&bits, &f, sizeof bits);
  if (f != f)
    return {static_cast<uint16_t>(bits >> 16 | 0x40)};                      // a NaN must stay one
  return {static_cast<uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)}; // to nearest even
}

template <typename From, typename To> void cast(const void *from, void *to, size_t count) {
  const From *in = static_cast<const From *>(from);
  To *out = static_cast<To *>(to);
  for (size_t i = 0; i < count; ++i) {
    if constexpr (std::is_same_v<To, BFloat16>)
      out[i] = toBFloat16(in[i]);
    else
      out[i] = convert<From, To>(in[i]);
  }
}

template <size_t Size> void copy(const void *from, void *to, size_t count) {
  std::memcpy(to, from, count * Size);
}

template <typename From> CastFunction castFrom(dlrt_dtype to, bool fromFloat) {
  switch (to) {
  case DLRT_F32:
    return cast<From, float>;
  case DLRT_F64:
    return cast<From, double>;
  case DLRT_BF16:
    return cast<From, BFloat16>;
  default:
    break;
  }
  if (fromFloat)
    return nullptr;
  switch (to) {
  case DLRT_I32:
    return cast<From, int32_t>;
  case DLRT_I64:
    return cast<From, int64_t>;
  case DLRT_I8:
    return cast<From, int8_t>;
  default:
    return cast<From, uint8_t>; // u8, and bool once the range is known to be 0 and 1
  }
}

} // namespace

CastFunction castFunction(dlrt_dtype from, dlrt_dtype to) {
  if (from == to) {
    switch (dlrt_dtype_size(from)) {
    case 1:
      return copy<1>;
    case 2:
      return copy<2>;
    case 4:
      return copy<4>;
    default:
      return copy<8>;
    }
  }
  switch (from) {
  case DLRT_F32:
    return castFrom<float>(to, true);
  case DLRT_F64:
    return castFrom<double>(to, true);
  case DLRT_I32:
    return castFrom<int32_t>(to, false);
  case DLRT_I64:
    return castFrom<int64_t>(to, false);
  case DLRT_I8:
    return castFrom<int8_t>(to, false);
  case DLRT_U8:
  case DLRT_BOOL:
    return castFrom<uint8_t>(to, false);
  default:
    return nullptr;
  }
}

} // namespace dlrt

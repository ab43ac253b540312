// Element types of samples: names, casts with their checks.
#ifndef DLRT_TRAIN_DATA_DTYPE_H
#define DLRT_TRAIN_DATA_DTYPE_H

#include "dlrt/train/Data.h"

#include <optional>

namespace dlrt {

bool isFloat(dlrt_dtype dtype);

// Smallest and largest value of an integer type.
struct IntegerRange {
  int64_t low, high;
};
IntegerRange integerRange(dlrt_dtype dtype);

// Value `i` of integer or bool data.
int64_t integerAt(const void *data, dlrt_dtype dtype, size_t i);

// Converts `count` elements whose values are known to fit. Returned by castFunction; null when no
// cast exists (floating point to integer), memcpy for equal types.
using CastFunction = void (*)(const void *from, void *to, size_t count);
CastFunction castFunction(dlrt_dtype from, dlrt_dtype to);

} // namespace dlrt
#endif

// NumPy's array format: reading and writing.
#ifndef DLRT_TRAIN_DATA_NPY_H
#define DLRT_TRAIN_DATA_NPY_H

#include "Stream.h"

namespace dlrt {

// Reads one array: little-endian or single-byte f4 f8 i4 i8 u1 i1 b1 as they are; i2, u2 and u4
// become i32 or i64, f2 becomes f32. Row-major only.
Array readNpy(Stream &stream);

// The bytes before the data of an array in a .npy file.
std::string npyHeader(dlrt_dtype dtype, const std::vector<int64_t> &shape);

} // namespace dlrt
#endif

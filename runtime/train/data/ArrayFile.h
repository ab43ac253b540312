// Files of named arrays in any of the formats that predict takes and gives.
#ifndef DLRT_TRAIN_DATA_ARRAYFILE_H
#define DLRT_TRAIN_DATA_ARRAYFILE_H

#include "dlrt/train/Data.h"

namespace dlrt {

struct NamedArray {
  std::string name; // empty for the array of a .npy file
  Array array;
};

// .npy, .npz or safetensors, recognised by their first bytes; "-" is standard input.
std::vector<NamedArray> readArrays(const std::string &path);

// The suffix chooses: .npz and .safetensors take all arrays, anything else is .npy with the first
// one. "-" is .npy on standard output. Files are replaced atomically.
void writeArrays(const std::string &path, const std::vector<NamedArray> &arrays);

} // namespace dlrt
#endif

//===- ModelDescription.cpp - The tables of a compiled model ----------------===//
#include "dlc/Target/ModelDescription.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace dlc;

int64_t TensorDescription::elementCount() const {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

std::vector<int64_t> TensorDescription::strides() const {
  std::vector<int64_t> strides(shape.size());
  int64_t stride = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    size_t dim = order.empty() ? i : order[i];
    strides[dim] = stride;
    stride *= shape[dim];
  }
  return strides;
}

uint64_t TensorDescription::byteCount() const { return elementCount() * byteWidth(dtype); }

bool TensorDescription::needsLimitCheck() const {
  bool isInteger = dtype == DLRT_I32 || dtype == DLRT_I64 || dtype == DLRT_U8 || dtype == DLRT_I8;
  if (!isInteger || limit <= 0)
    return false;
  uint64_t bits = 8 * byteWidth(dtype);
  return bits == 64 || limit - leastValue() < (1ll << bits);
}

const TensorDescription *TableDescription::find(const std::string &name) const {
  for (const TensorDescription &tensor : tensors)
    if (tensor.name == name)
      return &tensor;
  return nullptr;
}

const EntryDescription *ModelDescription::findEntry(const std::string &entry) const {
  for (const EntryDescription &candidate : entries)
    if (candidate.name == entry)
      return &candidate;
  return nullptr;
}

uint64_t dlc::byteWidth(dlrt_dtype dtype) {
  switch (dtype) {
  case DLRT_F64:
  case DLRT_I64:
    return 8;
  case DLRT_F32:
  case DLRT_I32:
    return 4;
  case DLRT_BF16:
    return 2;
  case DLRT_U8:
  case DLRT_I8:
  case DLRT_BOOL:
    return 1;
  }
  llvm_unreachable("every dtype has a width");
}

const char *dlc::spelling(dlrt_dtype dtype) {
  static const char *const names[] = {"f32", "f64", "bf16", "i32", "i64", "u8", "i8", "bool"};
  return names[dtype];
}

std::string dlc::toIdentifier(const std::string &name) {
  std::string identifier;
  for (char c : name)
    identifier += llvm::isAlnum(c) ? c : '_';
  if (identifier.empty() || llvm::isDigit(identifier[0]))
    identifier.insert(identifier.begin(), '_');
  return identifier;
}

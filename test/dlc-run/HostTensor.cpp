//===- HostTensor.cpp - A tensor in this process ----------------------------===//
#include "HostTensor.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Format.h"

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace dlc;

HostTensor::HostTensor(TensorDescription description)
    : tensor(std::move(description)), bytes(tensor.byteCount()) {}

/// Calls `use` with a value of the C++ type that holds an element.
template <typename Use> static auto withType(dlrt_dtype dtype, Use use) {
  switch (dtype) {
  case DLRT_F32:
    return use(float());
  case DLRT_F64:
    return use(double());
  case DLRT_I32:
    return use(int32_t());
  case DLRT_I64:
    return use(int64_t());
  case DLRT_U8:
    return use(uint8_t());
  case DLRT_I8:
    return use(int8_t());
  case DLRT_BOOL:
    return use(bool());
  case DLRT_BF16:
    break;
  }
  llvm::report_fatal_error("dlc-run reads and prints f32, f64, i32, i64, ui8 and i1");
}

double HostTensor::get(int64_t index) const {
  return withType(tensor.dtype, [&](auto element) {
    std::memcpy(&element, bytes.data() + index * sizeof(element), sizeof(element));
    return static_cast<double>(element);
  });
}

void HostTensor::set(int64_t index, double value) {
  withType(tensor.dtype, [&](auto element) {
    element = static_cast<decltype(element)>(value);
    std::memcpy(bytes.data() + index * sizeof(element), &element, sizeof(element));
    return 0;
  });
}

/// One step of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
/// 2014).
static uint64_t nextRandom(uint64_t &state) {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

void HostTensor::fillRandomly(uint64_t seed, double low, double high) {
  uint64_t state = seed;
  for (int64_t i = 0; i < size(); ++i)
    set(i, low + (high - low) * std::ldexp(static_cast<double>(nextRandom(state) >> 11), -53));
}

llvm::Error HostTensor::fill(llvm::StringRef spec) {
  auto wrong = [&](const llvm::Twine &reason) {
    return llvm::createStringError("'" + tensor.name + "' " + reason);
  };
  std::vector<double> values;
  if (spec.consume_front("@")) {
    auto read = readNpy(spec, tensor.shape);
    if (!read)
      return read.takeError();
    values = std::move(*read);
  } else {
    bool isRandom = spec.consume_front("random:");
    llvm::SmallVector<llvm::StringRef> parts;
    spec.split(parts, isRandom ? ':' : ',');
    for (llvm::StringRef part : parts) {
      double value;
      if (!llvm::to_float(part.trim(), value))
        return wrong("needs numbers, got '" + part + "'");
      values.push_back(value);
    }
    if (isRandom && values.size() != 1 && values.size() != 3)
      return wrong("needs random:SEED or random:SEED:LOW:HIGH");
    if (isRandom) {
      bool hasRange = values.size() == 3;
      fillRandomly(values[0], hasRange ? values[1] : -1, hasRange ? values[2] : 1);
      return llvm::Error::success();
    }
  }
  if (values.size() == 1)
    values.resize(size(), values[0]);
  if (static_cast<int64_t>(values.size()) != size())
    return wrong("has " + llvm::Twine(size()) + " elements, got " + llvm::Twine(values.size()));
  for (int64_t i = 0; i < size(); ++i)
    set(i, values[i]);
  return llvm::Error::success();
}

double dlc::distance(double a, double b) {
  return std::abs(a - b) / std::max({1.0, std::abs(a), std::abs(b)});
}

double HostTensor::largestDifference(const HostTensor &other) const {
  double worst = 0;
  for (int64_t i = 0; i < size(); ++i) {
    double a = get(i), b = other.get(i);
    if (a == b || (std::isnan(a) && std::isnan(b)))
      continue;
    double difference = distance(a, b);
    worst = std::max(worst, std::isnan(difference) ? HUGE_VAL : difference);
  }
  return worst;
}

void HostTensor::print(llvm::raw_ostream &stream, int digits) const {
  stream << tensor.name << ":";
  for (int64_t i = 0; i < size(); ++i) {
    double value = get(i);
    if (std::isnan(value)) // whose sign means nothing
      stream << " nan";
    else if (isFloat())
      stream << llvm::format(" %.*g", digits, value);
    else
      stream << llvm::format(" %.0f", value);
  }
  stream << "\n";
}

//===- HostTensor.h - A tensor in this process ------------------*- C++ -*-===//
#ifndef DLC_TEST_RUN_HOSTTENSOR_H
#define DLC_TEST_RUN_HOSTTENSOR_H

#include "dlc/Target/ModelDescription.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace dlc {

/// Dense and row-major, with the name that it has in its table.
class HostTensor {
public:
  explicit HostTensor(TensorDescription description);

  const TensorDescription &description() const { return tensor; }
  int64_t size() const { return tensor.elementCount(); }
  bool isFloat() const { return tensor.dtype == DLRT_F32 || tensor.dtype == DLRT_F64; }
  void *data() { return bytes.data(); }

  double get(int64_t index) const;
  void set(int64_t index, double value);

  /// Of one element to the same of `other`, relative to those above 1; infinite where only one of
  /// them is a number.
  double largestDifference(const HostTensor &other) const;
  bool hasSameBits(const HostTensor &other) const { return bytes == other.bytes; }

  /// Numbers, one for each element or one for all; `@FILE.npy`; or `random:SEED[:LOW:HIGH]`.
  llvm::Error fill(llvm::StringRef spec);
  void fillRandomly(uint64_t seed, double low = -1, double high = 1);
  /// "name: 1 2 3", with so many significant digits.
  void print(llvm::raw_ostream &stream, int digits) const;

private:
  TensorDescription tensor;
  std::vector<char> bytes;
};

/// |a - b|, relative to the larger if that is above 1.
double distance(double a, double b);

/// The numbers of a .npy file, row by row, if it has `shape`.
llvm::Expected<std::vector<double>> readNpy(llvm::StringRef path,
                                            const std::vector<int64_t> &shape);

} // namespace dlc
#endif

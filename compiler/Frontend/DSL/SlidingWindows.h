//===- SlidingWindows.h - Kernels, strides and paddings ---------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_DSL_SLIDINGWINDOWS_H
#define DLC_COMPILER_FRONTEND_DSL_SLIDINGWINDOWS_H

#include "Builtins.h"

namespace dlc::dsl {

/// How windows slide over the images `x` of a call, from its arguments `kernel`, `stride`,
/// `padding` and, where it has them, `dilation` and `ceil`. Images have one or two spatial
/// dimensions; in the graph they have two, so sequences [N, C, L] become images of height 1.
struct SlidingWindows {
  int64_t spatial = 2;
  llvm::SmallVector<int64_t> kernel, strides, low, high, dilations;
  /// What the text asks for after an image, without what `ceil` adds.
  llvm::SmallVector<int64_t> padding;

  /// Nothing after reporting arguments that do not fit each other or the image.
  static std::optional<SlidingWindows> read(Call &call, int64_t spatial);

  dl::WindowAxis axis(const Value &x, int64_t dim) const;
  /// The number of elements of a kernel.
  int64_t area() const;

  /// The images, or the filters, with two spatial dimensions.
  mlir::Value toImage(Call &call, mlir::Value value) const;
  /// What the graph makes of the images, with as many spatial dimensions as they have.
  Value fromImage(Call &call, mlir::Value value) const;
  /// An attribute: `numbers`, after that of the height where images have none.
  llvm::SmallVector<int64_t> pair(llvm::ArrayRef<int64_t> numbers, int64_t ofHeight) const;
};

/// "[2, 3]"
std::string describeNumbers(llvm::ArrayRef<int64_t> numbers);

/// Reports another `x` than [N, C] and `spatial` dimensions more, of which only the first is made
/// of the batch; false then.
bool checkImages(Call &call, int64_t spatial);

/// Reports a tensor that no machine holds; false then.
bool checkSize(Call &call, llvm::StringRef what, llvm::ArrayRef<int64_t> shape);

} // namespace dlc::dsl
#endif

//===- Softmax.h - What softmax and its losses share ------------*- C++ -*-===//
#ifndef DLC_CONVERSION_DLTOLINALG_SOFTMAX_H
#define DLC_CONVERSION_DLTOLINALG_SOFTMAX_H

#include "LinalgBuilder.h"

namespace dlc {

/// The parts of softmax along one axis, which no exponential in them can overflow.
struct SoftmaxParts {
  mlir::Value maximum;      ///< along the axis
  mlir::Value shifted;      ///< x - maximum
  mlir::Value powers;       ///< e^shifted
  mlir::Value sum;          ///< of the powers along the axis
  LinalgBuilder::Dims left; ///< all dimensions but the axis
};

SoftmaxParts buildSoftmaxParts(LinalgBuilder &b, mlir::Value x, int64_t axis);

} // namespace dlc
#endif

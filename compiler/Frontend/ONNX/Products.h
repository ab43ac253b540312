//===- Products.h - Sums of products that several operators are -*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNX_PRODUCTS_H
#define DLC_COMPILER_FRONTEND_ONNX_PRODUCTS_H

#include "Node.h"

namespace dlc::importer {

/// numpy.matmul of tensors of one type of numbers; null after an error. Integers of up to 53 bits are exact.
Value multiplyMatrices(Node &n, Value x, Value y);

/// x [N, C, spatial…] with filters [O, C/groups, spatial…], as the node's attributes say; null after an error.
Value convolve(Node &n, Value x, Value filter);

} // namespace dlc::importer
#endif

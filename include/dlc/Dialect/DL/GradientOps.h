//===- GradientOps.h - Derivatives as operations ----------------*- C++ -*-===//
// Apart from DL.h: no more than differentiation and what asks for it know of them.
//===----------------------------------------------------------------------===//
#ifndef DLC_DIALECT_DL_GRADIENTOPS_H
#define DLC_DIALECT_DL_GRADIENTOPS_H

#include "dlc/Dialect/DL/DL.h"

#define GET_OP_CLASSES
#include "dlc/Dialect/DL/GradientOps.h.inc"

#endif

//===- DLOps.td - All operations of the dl dialect ----------*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_DLOPS
#define DLC_DIALECT_DL_DLOPS

include "dlc/Dialect/DL/CoreOps.td"
include "dlc/Dialect/DL/ElementwiseOps.td"
include "dlc/Dialect/DL/ShapeOps.td"
include "dlc/Dialect/DL/ReductionOps.td"
include "dlc/Dialect/DL/ContractionOps.td"
include "dlc/Dialect/DL/ConvolutionOps.td"
include "dlc/Dialect/DL/PoolingOps.td"
include "dlc/Dialect/DL/AttentionOps.td"
include "dlc/Dialect/DL/NNOps.td"
include "dlc/Dialect/DL/NormOps.td"
include "dlc/Dialect/DL/RandomOps.td"
include "dlc/Dialect/DL/LossOps.td"
include "dlc/Dialect/DL/GroupOps.td"

#endif

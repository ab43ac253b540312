//===- WriteHeader.h - The C header beside an object ------------*- C++ -*-===//
#ifndef DLC_TARGET_WRITEHEADER_H
#define DLC_TARGET_WRITEHEADER_H

#include "dlc/Target/ModelDescription.h"

namespace dlc {

/// The text of the header of `model`: the declaration of its one symbol, and names for the
/// positions of its tensors in the tables.
std::string getHeader(const ModelDescription &model);

} // namespace dlc
#endif

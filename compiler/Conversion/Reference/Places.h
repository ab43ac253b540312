//===- Places.h - Where a call holds an argument ----------------*- C++ -*-===//
#ifndef DLC_CONVERSION_REFERENCE_PLACES_H
#define DLC_CONVERSION_REFERENCE_PLACES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"

namespace dlc {

// Attributes of arguments between ResultsToDestinations and ReferenceEntries.
inline constexpr llvm::StringLiteral kDestinationAttr = "dlc.destination"; // was a result
inline constexpr llvm::StringLiteral kPlaceAttr = "dlc.place";             // i64
inline constexpr llvm::StringLiteral kTypeAttr = "dlc.type";               // the memref

/// The functions that the runtime calls.
inline bool isEntryName(llvm::StringRef name) {
  return llvm::StringSwitch<bool>(name)
      .Cases({"init", "train_step", "gradients", "apply", "eval_step", "predict"}, true)
      .Default(false);
}

} // namespace dlc
#endif

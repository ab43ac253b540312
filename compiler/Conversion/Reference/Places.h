//===- Places.h - Where a call holds an argument ----------------*- C++ -*-===//
#ifndef DLC_CONVERSION_REFERENCE_PLACES_H
#define DLC_CONVERSION_REFERENCE_PLACES_H

#include "llvm/ADT/StringRef.h"

namespace dlc {

// Attributes of arguments between ResultsToDestinations and ReferenceEntries.
inline constexpr llvm::StringLiteral kDestinationAttr = "dlc.destination"; // was a result
inline constexpr llvm::StringLiteral kPlaceAttr = "dlc.place";             // i64
inline constexpr llvm::StringLiteral kTypeAttr = "dlc.type";               // the memref

} // namespace dlc
#endif

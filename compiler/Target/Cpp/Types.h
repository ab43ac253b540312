//===- Types.h - Types and constants of emitted C++ -------------*- C++ -*-===//
#ifndef DLC_TARGET_CPP_TYPES_H
#define DLC_TARGET_CPP_TYPES_H

#include "mlir/IR/BuiltinTypes.h"
#include <set>
#include <string>

namespace dlc::cpp {

/// The lanes of a vector of two or more; 1 for what is a scalar in C++, vectors of one included.
int64_t lanes(mlir::Type type);
/// The type of a scalar, or of a vector's lanes.
mlir::Type elementOf(mlir::Type type);

/// Spells types, and keeps the vector types that the file must declare.
class Types {
public:
  /// Integers are unsigned: their sums wrap around. bool is for scalars only, see `mask`.
  std::string spell(mlir::Type type);
  /// The same with signed integers.
  std::string spellSigned(mlir::Type type);
  /// What a comparison of vectors gives: all bits of a lane set or none.
  std::string mask(int64_t lanes, unsigned elementBits);
  /// The declarations of all vector types spelled so far.
  std::string declarations() const;

private:
  std::string vector(char kind, unsigned bits, int64_t lanes);

  struct Vector {
    char kind; // f, i or u
    unsigned bits;
    int64_t lanes;
    auto key() const { return std::tuple(kind, bits, lanes); }
    bool operator<(const Vector &other) const { return key() < other.key(); }
  };
  std::set<Vector> vectors;
};

/// The literal of a scalar of `type` whose value is `attribute` (an IntegerAttr or a FloatAttr).
std::string literal(mlir::Attribute attribute);

} // namespace dlc::cpp
#endif

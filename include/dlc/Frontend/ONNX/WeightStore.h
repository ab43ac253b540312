//===- WeightStore.h - Values of an imported model's variables --*- C++ -*-===//
#ifndef DLC_FRONTEND_ONNX_WEIGHTSTORE_H
#define DLC_FRONTEND_ONNX_WEIGHTSTORE_H

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringSet.h"

#include <memory>
#include <string>
#include <vector>

namespace dlc::importer {

/// Attribute of a variable: its name in the model's file.
inline constexpr llvm::StringLiteral kSourceAttr = "dl.source";

/// Values of variables, which are not part of the program. The bytes stay where the model's files have
/// them, mapped into memory or in the parsed model, which the store keeps alive.
class WeightStore {
public:
  struct Entry {
    std::string name;
    mlir::RankedTensorType type;
    llvm::ArrayRef<char> bytes; ///< row-major, little-endian
  };

  /// The first value of a name is the one that counts.
  void add(llvm::StringRef name, mlir::RankedTensorType type, llvm::ArrayRef<char> bytes) {
    if (names.insert(name).second)
      entries.push_back({name.str(), type, bytes});
  }
  void keep(std::shared_ptr<const void> owner) { owners.push_back(std::move(owner)); }

  auto begin() const { return entries.begin(); }
  auto end() const { return entries.end(); }
  bool empty() const { return entries.empty(); }

private:
  std::vector<Entry> entries;
  llvm::StringSet<> names;
  std::vector<std::shared_ptr<const void>> owners;
};

} // namespace dlc::importer
#endif

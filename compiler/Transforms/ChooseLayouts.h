//===- ChooseLayouts.h - Which op works in which layout ---------*- C++ -*-===//
#ifndef DLC_TRANSFORMS_CHOOSELAYOUTS_H
#define DLC_TRANSFORMS_CHOOSELAYOUTS_H

#include "LayoutCost.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <optional>

namespace dlc {

/// The ops of a function that work on images in a layout of their own, and those layouts: convolutions
/// and pooling, the elementwise ops that read what these make, and reductions of it.
class LayoutChoice {
public:
  /// Of all choices the one for which kernels and conversions together cost least; or `forced` for all
  /// ops whose images can have it, and channels-last for the others.
  LayoutChoice(mlir::Block &block, const LayoutCost &cost, std::optional<Layout> forced);

  /// Where `op` works; row-major if it knows no layouts.
  Layout of(mlir::Operation *op) const;
  bool isEmpty() const { return ops.empty(); }

private:
  void findOps(mlir::Block &block);
  void choose(mlir::Block &block, const LayoutCost &cost);
  bool canHave(mlir::Operation *op, const Layout &layout) const;
  bool isImage(mlir::Value value) const { return images.contains(value); }

  llvm::SmallVector<mlir::Operation *> ops; // in program order
  llvm::DenseSet<mlir::Value> images;       // results of theirs that are in a layout
  llvm::DenseMap<mlir::Operation *, Layout> layouts;
};

/// Whether `value` is made anew in any layout at no cost, and so is never converted.
bool isFreeInAnyLayout(mlir::Value value);
bool isImageReduction(mlir::Operation *op);

} // namespace dlc
#endif

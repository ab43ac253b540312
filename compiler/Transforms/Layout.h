//===- Layout.h - How the dimensions of images lie in memory ----*- C++ -*-===//
#ifndef DLC_TRANSFORMS_LAYOUT_H
#define DLC_TRANSFORMS_LAYOUT_H

#include "dlc/Dialect/DL/DL.h"

namespace dlc {

/// The order of the dimensions of an image [N, C, H, W] in memory. A layout is made explicit by giving
/// the tensor another shape: what runs over it afterwards needs to know nothing of layouts.
class Layout {
public:
  enum Kind {
    BatchInnermost, // [N / b, C, H, W, b]: vectors run along images, for any number of channels
    ChannelsLast    // [N, H, W, C]: vectors run along channels
  };

  explicit Layout(Kind kind, int64_t block = 1) : kind(kind), block(block) {}

  Kind getKind() const { return kind; }
  int64_t getBlock() const { return block; }
  /// Whether an image of this shape can have the layout.
  bool fits(mlir::RankedTensorType image) const {
    return image.getRank() == 4 && image.getDimSize(0) % block == 0;
  }

  /// Where channels and rows of pixels are; columns of pixels follow their rows.
  int64_t channelDim() const { return kind == ChannelsLast ? 3 : 1; }
  int64_t heightDim() const { return kind == ChannelsLast ? 1 : 2; }

  llvm::SmallVector<int64_t> shapeOf(llvm::ArrayRef<int64_t> image) const;
  mlir::RankedTensorType typeOf(mlir::RankedTensorType image) const {
    return image.clone(shapeOf(image.getShape()));
  }
  /// The dimensions in memory of dimension `dim` of an image: two for the blocked batch.
  llvm::SmallVector<int64_t, 2> dimsOf(int64_t dim) const;

  mlir::Value toMemory(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value image) const;
  mlir::Value toImage(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                      mlir::RankedTensorType image) const;
  /// `value` has the dimensions `dims` of an image of `image`: its elements repeated to the image.
  mlir::Value broadcast(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                        llvm::ArrayRef<int64_t> dims, mlir::RankedTensorType image) const;
  /// What is left of an image in memory after the dimensions `axes` are reduced, in the image's order.
  mlir::Value restoreKept(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value kept,
                          llvm::ArrayRef<int64_t> axes) const;

private:
  Kind kind;
  int64_t block;
};

/// `value` under another shape; itself if it has that shape.
mlir::Value reshaped(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                     llvm::ArrayRef<int64_t> shape);
/// [.., n, ..] to [.., n stride, ..] with stride - 1 zeros after each element of dimension `dim`.
mlir::Value spread(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value, int64_t dim,
                   int64_t stride);

/// Builds the contraction of a convolution or of one of its adjoints, whose images have `layout`.
/// Images come and go as they are in memory, filters as they are in the graph.
mlir::Value buildConvolution(mlir::OpBuilder &builder, dl::Conv2DOp op, const Layout &layout,
                             mlir::Value input);
mlir::Value buildInputGradient(mlir::OpBuilder &builder, dl::Conv2DInputGradientOp op,
                               const Layout &layout, mlir::Value cotangent);
mlir::Value buildWeightGradient(mlir::OpBuilder &builder, dl::Conv2DWeightGradientOp op,
                                const Layout &layout, mlir::Value input, mlir::Value cotangent);

/// Builds a pooling op from elementwise ops on the elements of its windows. `operands` and the results
/// are images in memory.
llvm::SmallVector<mlir::Value> buildPooling(mlir::OpBuilder &builder, mlir::Operation *op,
                                            const Layout &layout, mlir::ValueRange operands);

} // namespace dlc
#endif

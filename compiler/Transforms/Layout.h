//===- Layout.h - How the dimensions of images lie in memory ----*- C++ -*-===//
#ifndef DLC_TRANSFORMS_LAYOUT_H
#define DLC_TRANSFORMS_LAYOUT_H

#include "dlc/Dialect/DL/DL.h"
#include <optional>

namespace dlc {

/// The order of the dimensions of an image [N, C, H, W] in memory. A layout is made explicit by giving
/// the tensor another shape: what runs over it afterwards needs to know nothing of layouts.
class Layout {
public:
  enum Kind {
    RowMajor,       // [N, C, H, W]: as in the graph, for ops that know no layouts
    BatchInnermost, // [N / b, C, H, W, b]: vectors run along images, for any number of channels
    ChannelsLast,   // [N, H, W, C]: vectors run along channels
    ChannelBlocked  // [N, C / b, H, W, b]: along b channels, whose vectors of neighbouring pixels are neighbours
  };

  /// `lanes` are the elements of a vector.
  explicit Layout(Kind kind, int64_t lanes = 1)
      : kind(kind), images(kind == BatchInnermost ? lanes : 1), channels(kind == ChannelBlocked ? lanes : 1) {}

  Kind getKind() const { return kind; }
  /// The images, or channels of one, that lie side by side, element by element.
  int64_t imageBlock() const { return images; }
  int64_t channelBlock() const { return channels; }
  bool operator==(const Layout &other) const { return kind == other.kind; }
  /// Whether an image of this shape can have the layout.
  bool fits(mlir::RankedTensorType image) const {
    return image.getRank() == 4 && image.getDimSize(0) % images == 0 && image.getDimSize(1) % channels == 0;
  }

  /// Where rows of pixels are; columns of pixels follow them.
  int64_t heightDim() const { return kind == ChannelsLast ? 1 : 2; }

  llvm::SmallVector<int64_t> shapeOf(llvm::ArrayRef<int64_t> image) const;
  mlir::RankedTensorType typeOf(mlir::RankedTensorType image) const {
    return image.clone(shapeOf(image.getShape()));
  }
  /// The dimensions in memory of dimension `dim` of an image: two for what comes in blocks.
  llvm::SmallVector<int64_t, 2> dimsOf(int64_t dim) const;

  /// An image of type `image` that lies in memory as `from` says, in this layout.
  mlir::Value convert(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                      const Layout &from, mlir::RankedTensorType image) const;
  /// Whether an image lies in the same order in both: then the conversion is only another shape.
  bool hasOrderOf(const Layout &other, mlir::RankedTensorType image) const;
  /// `value` has the dimensions `dims` of an image of `image`: its elements repeated to the image.
  mlir::Value broadcast(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                        llvm::ArrayRef<int64_t> dims, mlir::RankedTensorType image) const;
  /// What is left of an image in memory after the dimensions `axes` are reduced, in the image's order.
  mlir::Value restoreKept(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value kept,
                          llvm::ArrayRef<int64_t> axes) const;

private:
  /// Of the dimensions (N / b, b, C / b, b, H, W), in memory's order.
  llvm::ArrayRef<int64_t> order() const;
  /// What comes in blocks, and how large these are.
  bool isBlocked(int64_t dim) const {
    return (kind == BatchInnermost && dim == 0) || (kind == ChannelBlocked && dim == 1);
  }
  int64_t block() const { return kind == BatchInnermost ? images : channels; }
  /// The sizes of the dimensions of `order`, of two layouts, for an image of this shape.
  static llvm::SmallVector<int64_t, 6> extents(const Layout &a, const Layout &b, llvm::ArrayRef<int64_t> image);

  Kind kind;
  int64_t images, channels;
};

/// The layout that an option asks for: none for an empty name, failure for one that is no layout's.
llvm::FailureOr<std::optional<Layout>> parseLayout(llvm::StringRef name, int64_t lanes);

/// `value` under another shape; itself if it has that shape.
mlir::Value reshaped(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                     llvm::ArrayRef<int64_t> shape);

/// Builds the contraction of a convolution or of one of its adjoints, whose images have `layout`.
/// Images come and go as they are in memory, filters as they are in the graph.
mlir::Value buildConvolution(mlir::OpBuilder &builder, dl::Conv2DOp op, const Layout &layout,
                             mlir::Value input);
mlir::Value buildInputGradient(mlir::OpBuilder &builder, dl::Conv2DInputGradientOp op,
                               const Layout &layout, mlir::Value cotangent);
mlir::Value buildWeightGradient(mlir::OpBuilder &builder, dl::Conv2DWeightGradientOp op,
                                const Layout &layout, mlir::Value input, mlir::Value cotangent);

/// Whether a convolution or one of its adjoints is a product of matrices in channels-last, which takes filters as they
/// are in the graph.
bool isMatrixProduct(mlir::Operation *op);

/// Builds a pooling op from elementwise ops on the elements of its windows. `operands` and the results
/// are images in memory.
llvm::SmallVector<mlir::Value> buildPooling(mlir::OpBuilder &builder, mlir::Operation *op,
                                            const Layout &layout, mlir::ValueRange operands);

} // namespace dlc
#endif

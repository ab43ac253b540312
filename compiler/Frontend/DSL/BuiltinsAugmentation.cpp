//===- BuiltinsAugmentation.cpp - Random changes of images ----------------===//
//
// Each image of a batch is changed in a way of its own, in training only, as dropout is. The result
// reads its pixels from x at computed positions: dl.gather gives zeros for those outside.
//
//===----------------------------------------------------------------------===//
#include "SlidingWindows.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

namespace {
/// Builds positions in images [N, C, H, W], as integers.
class Positions {
public:
  explicit Positions(Call &call)
      : call(call), builder(call.builder()), loc(call.location()), x(call["x"]) {
    // Sums of two positions outside must not overflow.
    bool isSmall = x.type().getNumElements() < (int64_t(1) << 29);
    integer = isSmall ? builder.getI32Type() : builder.getI64Type();
    outside = isSmall ? -(1 << 30) : -(int64_t(1) << 60);
  }

  int64_t size(int64_t dim) const { return x.shape()[dim]; }
  mlir::RankedTensorType type(llvm::ArrayRef<int64_t> shape) const {
    return mlir::RankedTensorType::get(shape, integer);
  }
  mlir::Value number(int64_t value, llvm::ArrayRef<int64_t> shape) const {
    return dl::ConstantOp::create(builder, loc, type(shape), static_cast<double>(value));
  }
  /// [N] to [N, size].
  mlir::Value along(mlir::Value ofImage, int64_t size) const {
    auto from = llvm::cast<mlir::RankedTensorType>(ofImage.getType());
    return dl::BroadcastOp::create(builder, loc, from.clone({from.getDimSize(0), size}), ofImage,
                                   llvm::ArrayRef<int64_t>{0});
  }
  /// 0, 1, … along the second dimension of [N, size].
  mlir::Value iota(int64_t size) const {
    return dl::IotaOp::create(builder, loc, type({this->size(0), size}), 1);
  }
  /// Uniform in [0, limit), for each image, from a stream named after `name`.
  mlir::Value draw(llvm::StringRef name, double limit) const {
    auto real = mlir::RankedTensorType::get({size(0)}, builder.getF32Type());
    return dl::RandomUniformOp::create(
        builder, loc, real, call.emitter.scalar("seed", call.loc),
        call.emitter.scalar("step", call.loc), builder.getF64FloatAttr(0),
        builder.getF64FloatAttr(limit),
        builder.getI64IntegerAttr(streamOf(call.path + "." + name.str())));
  }
  /// A whole number from 0 to `last`, for each image.
  mlir::Value drawInteger(llvm::StringRef name, int64_t last) const {
    mlir::Value real = draw(name, last + 1);
    // The largest draw may round up to last + 1.
    mlir::Value most = dl::ConstantOp::create(
        builder, loc, llvm::cast<mlir::RankedTensorType>(real.getType()), last);
    real = dl::MinOp::create(builder, loc, real.getType(), real, most);
    return dl::CastOp::create(builder, loc, type({size(0)}), real);
  }
  /// The pixels of x in row rows[n, h] and column columns[n, w] of each channel.
  Value read(mlir::Value rows, mlir::Value columns) const;

private:
  /// position * stride where the position is one of dimension `dim`, else far outside; for all of
  /// x's elements.
  mlir::Value offset(mlir::Value position, int64_t dim, int64_t stride) const;

  Call &call;
  mlir::OpBuilder &builder;
  mlir::Location loc;
  const Value &x;
  mlir::Type integer;
  int64_t outside;
};
} // namespace

mlir::Value Positions::offset(mlir::Value position, int64_t dim, int64_t stride) const {
  llvm::SmallVector<int64_t> shape{size(0), size(dim)};
  mlir::Value isAfter =
      dl::CompareOp::create(builder, loc, dl::Predicate::GE, position, number(0, shape));
  mlir::Value isBefore =
      dl::CompareOp::create(builder, loc, dl::Predicate::LT, position, number(size(dim), shape));
  mlir::Value isInside = dl::AndOp::create(builder, loc, isAfter.getType(), isAfter, isBefore);
  mlir::Value scaled =
      dl::MulOp::create(builder, loc, position.getType(), position, number(stride, shape));
  mlir::Value offset = dl::SelectOp::create(builder, loc, isInside, scaled, number(outside, shape));
  return dl::BroadcastOp::create(builder, loc, type(x.shape()), offset,
                                 llvm::ArrayRef<int64_t>{0, dim});
}

Value Positions::read(mlir::Value rows, mlir::Value columns) const {
  mlir::RankedTensorType all = type(x.shape());
  // Images and channels stay where they are: ((n C + c) H + row) W + column.
  mlir::Value index = dl::MulOp::create(builder, loc, all, dl::IotaOp::create(builder, loc, all, 0),
                                        number(size(1) * size(2) * size(3), x.shape()));
  mlir::Value channel =
      dl::MulOp::create(builder, loc, all, dl::IotaOp::create(builder, loc, all, 1),
                        number(size(2) * size(3), x.shape()));
  for (mlir::Value part : {channel, offset(rows, 2, size(3)), offset(columns, 3, 1)})
    index = dl::AddOp::create(builder, loc, all, index, part);
  auto flat = x.type().clone({x.type().getNumElements()});
  mlir::Value pixels = dl::ReshapeOp::create(builder, loc, flat, x.tensor);
  return call.tensor(dl::GatherOp::create(builder, loc, pixels, index), x.rows);
}

static Value emitRandomCrop(Call &call) {
  const Value &x = call["x"];
  if (!checkImages(call, 2))
    return {};
  int64_t padding = call.integer("padding");
  if (padding < 1 || padding >= std::min(x.shape()[2], x.shape()[3]))
    return call.fail("padding", "'random_crop' shifts images by at least 1 pixel and less than "
                                "their size, got " +
                                    llvm::Twine(padding) + " for " + x.describe());
  if (!call.emitter.isTraining())
    return x;
  Positions positions(call);
  auto shifted = [&](llvm::StringRef name, int64_t dim) {
    int64_t size = x.shape()[dim];
    mlir::Value shift = positions.along(positions.drawInteger(name, 2 * padding), size);
    mlir::Value place = dl::AddOp::create(call.builder(), call.location(), shift.getType(),
                                          positions.iota(size), shift);
    return dl::SubOp::create(call.builder(), call.location(), shift.getType(), place,
                             positions.number(padding, {x.shape()[0], size}));
  };
  mlir::Value rows = shifted("rows", 2), columns = shifted("columns", 3);
  return positions.read(rows, columns);
}

static Value emitRandomFlip(Call &call) {
  const Value &x = call["x"];
  if (!checkImages(call, 2))
    return {};
  if (!call.emitter.isTraining())
    return x;
  Positions positions(call);
  mlir::OpBuilder &builder = call.builder();
  mlir::Location loc = call.location();
  int64_t images = x.shape()[0], width = x.shape()[3];
  mlir::Value drawn = positions.draw("flip", 1);
  mlir::Value half = dl::ConstantOp::create(
      builder, loc, llvm::cast<mlir::RankedTensorType>(drawn.getType()), 0.5);
  mlir::Value flips =
      positions.along(dl::CompareOp::create(builder, loc, dl::Predicate::LT, drawn, half), width);
  mlir::Value column = positions.iota(width);
  mlir::Value mirrored = dl::SubOp::create(builder, loc, column.getType(),
                                           positions.number(width - 1, {images, width}), column);
  return positions.read(positions.iota(x.shape()[2]),
                        dl::SelectOp::create(builder, loc, flips, mirrored, column));
}

llvm::ArrayRef<Builtin> dlc::dsl::augmentationBuiltins() {
  static const Param x{"x", ArgKind::Tensor};
  static const std::vector<Builtin> table = {
      {"random_crop",
       {x, {"padding", ArgKind::Integer}},
       "in training, shifts each image [N, C, H, W] by up to `padding` pixels up or down and left "
       "or right, with zeros from outside: a random part of the padded image",
       emitRandomCrop,
       /*hasParameters=*/false,
       /*drawsNumbers=*/true},
      {"random_flip",
       {x},
       "in training, mirrors every other image [N, C, H, W] at random, left to right",
       emitRandomFlip,
       /*hasParameters=*/false,
       /*drawsNumbers=*/true},
  };
  return table;
}

//===- RandomLowering.cpp - One element of a random tensor ---------------------===//
// Philox 4x32-10, from Salmon et al.: Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011. Which
// block and word an element takes is written in RandomOps.td.
//===----------------------------------------------------------------------------===//
#include "ScalarBuilder.h"
#include "dlc/Conversion/ScalarLowering.h"
#include "dlc/Dialect/DL/DL.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

namespace {
/// Integer arithmetic, and the four words of one Philox block.
struct Philox : ScalarBuilder {
  using ScalarBuilder::ScalarBuilder;
  struct Words {
    Value w[4];
  };

  Value i32(uint32_t value) { return integer(getI32Type(), value); }
  Value shiftRight(Value a, int64_t by) {
    return arith::ShRUIOp::create(*this, a, integer(a.getType(), by));
  }
  Value low32(Value a) { return arith::TruncIOp::create(*this, getI32Type(), a); }
  Value high32(Value a) { return low32(shiftRight(a, 32)); }
  Value bitXor(Value a, Value b) { return arith::XOrIOp::create(*this, a, b); }
  Value bitAnd(Value a, int64_t b) {
    return arith::AndIOp::create(*this, a, integer(a.getType(), b));
  }

  /// The high and low halves of a 32 x 32 bit product.
  std::pair<Value, Value> multiply(Value a, uint32_t b) {
    Value wide = arith::ExtUIOp::create(*this, getI64Type(), a);
    Value product = mul(wide, integer(getI64Type(), b));
    return {high32(product), low32(product)};
  }

  Words block(Words counter, Value key0, Value key1) {
    constexpr uint32_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
    constexpr uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85; // golden ratio, sqrt(3) - 1
    constexpr int kRounds = 10;
    for (int round = 0; round < kRounds; ++round) {
      auto [high0, low0] = multiply(counter.w[0], kMultiplier0);
      auto [high1, low1] = multiply(counter.w[2], kMultiplier1);
      counter = {{bitXor(bitXor(high1, counter.w[1]), key0), low1,
                  bitXor(bitXor(high0, counter.w[3]), key1), low0}};
      key0 = add(key0, i32(kWeyl0));
      key1 = add(key1, i32(kWeyl1));
    }
    return counter;
  }

  /// The upper 24 bits of `word`, which f32 holds exactly.
  Value top24(Value word) { return shiftRight(word, 8); }
  /// `bits` times 2^-24.
  Value fraction(Value bits, Type type) {
    return scale(0x1p-24, arith::SIToFPOp::create(*this, type, bits));
  }
};
} // namespace

static Value uniform(Philox &b, RandomUniformOp op, Type type, Value word) {
  Value u = b.fraction(b.top24(word), type);
  double low = op.getLow(), high = op.getHigh();
  if (high - low != 1)
    u = b.scale(high - low, u);
  return low == 0 ? u : b.plus(u, low);
}

/// r cos t for an even word, r sin t = r cos(t - pi/2) for an odd one. The quarter turn is
/// subtracted before the conversion, and t brought to [-pi, pi), so that both steps are exact.
static Value normal(Philox &b, RandomNormalOp op, Type type, Value word0, Value word1,
                    Value isOdd) {
  Value u0 = b.fraction(b.top24(word0), type);
  Value logarithm = b.unary<math::LogOp>(b.sub(b.constant(type, 1), u0));
  Value radius = b.sqrt(b.scale(-2, logarithm));

  constexpr int64_t kTurn = 1 << 24;
  Value shift = b.select(isOdd, b.i32(kTurn / 4), b.i32(0));
  Value turn = b.bitAnd(b.add(b.sub(b.top24(word1), shift), b.i32(kTurn / 2)), kTurn - 1);
  Value centred = b.sub(turn, b.i32(kTurn / 2));
  Value angle = b.scale(2 * llvm::numbers::pi, b.fraction(centred, type));

  Value standard = b.mul(radius, b.unary<math::CosOp>(angle));
  Value scaled = op.getStd() == 1 ? standard : b.scale(op.getStd(), standard);
  return op.getMean() == 0 ? scaled : b.plus(scaled, op.getMean());
}

Value dlc::lowerRandom(OpBuilder &builder, Operation *op, Value seed, Value counter, Value index) {
  Philox b(op->getLoc(), builder);
  Type type = cast<ShapedType>(op->getResult(0).getType()).getElementType();
  int64_t stream = cast<IntegerAttr>(op->getAttr("stream")).getInt();

  Value element = b.low32(index);
  // (index / 64) * 16 + index % 16, whose low 32 bits count the blocks.
  Value block = b.low32(b.shiftRight(index, 6));
  block = arith::ShLIOp::create(b, block, b.i32(4));
  block = arith::OrIOp::create(b, block, b.bitAnd(element, 15));
  Philox::Words words = b.block({{block, b.low32(counter), b.i32(stream), b.i32(stream >> 32)}},
                                b.low32(seed), b.high32(seed));

  auto bitOf = [&](int64_t bit) {
    return b.compare(arith::CmpIPredicate::ne, b.bitAnd(element, bit), b.i32(0));
  };
  Value isOdd = bitOf(16), isSecondPair = bitOf(32);
  Value word0 = b.select(isSecondPair, words.w[2], words.w[0]);
  Value word1 = b.select(isSecondPair, words.w[3], words.w[1]);
  if (auto uniformOp = dyn_cast<RandomUniformOp>(op))
    return uniform(b, uniformOp, type, b.select(isOdd, word1, word0));
  return normal(b, cast<RandomNormalOp>(op), type, word0, word1, isOdd);
}

//===- Initialisers.cpp - What variables hold before training -------------===//
#include "Initialisers.h"

#include "mlir/IR/BuiltinAttributes.h"
#include <cmath>

using namespace mlir;
using namespace dlc;

/// A number for a name that is the same on all machines and in all versions: FNV-1a (Fowler, Noll,
/// Vo) and, as names differ in few letters, the finaliser of splitmix64 (Steele et al., OOPSLA
/// 2014) on it.
static int64_t streamOf(StringRef name, uint64_t draw = 0) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (unsigned char letter : name)
    hash = (hash ^ letter) * 0x100000001b3u;
  hash += draw * 0x9e3779b97f4a7c15u;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
  return static_cast<int64_t>(hash ^ (hash >> 31));
}

namespace {
class InitialValue {
public:
  InitialValue(GraphBuilder &b, dl::VariableOp variable, Value seed)
      : b(b), variable(variable), type(variable.getTensorType()), seed(seed) {}

  FailureOr<Value> build();

private:
  double argument(StringRef name) {
    Attribute value = variable.getInitArgs()->get(name);
    if (auto real = dyn_cast<FloatAttr>(value))
      return real.getValueAsDouble();
    return cast<IntegerAttr>(value).getValue().getSExtValue();
  }
  Value uniform(double low, double high) {
    return dl::RandomUniformOp::create(b, type, seed, counter(), low, high,
                                       streamOf(variable.getSymName()));
  }
  Value normal(double mean, double std, uint64_t draw = 0) {
    return dl::RandomNormalOp::create(b, type, seed, counter(), mean, std,
                                      streamOf(variable.getSymName(), draw));
  }
  Value truncatedNormal(double mean, double std);
  Value counter() { return b.splat(RankedTensorType::get({}, b.getI64Type()), 0); }

  GraphBuilder &b;
  dl::VariableOp variable;
  RankedTensorType type;
  Value seed;
};
} // namespace

/// Normal within two standard deviations of the mean. 4.6 % of draws lie outside and are drawn
/// again, as often as there is any need: after eight draws one element in 10^11 is left, and gets
/// the mean.
Value InitialValue::truncatedNormal(double mean, double std) {
  constexpr uint64_t draws = 8;
  auto isInside = [&](Value z) { return b.compare(dl::Predicate::LE, dl::AbsOp::create(b, z), 2); };
  Value z = b.splat(type, 0);
  for (uint64_t draw = draws; draw-- > 0;) {
    Value fresh = normal(0, 1, draw);
    z = b.select(isInside(fresh), fresh, z);
  }
  return b.add(b.mul(z, std), mean);
}

FailureOr<Value> InitialValue::build() {
  StringRef kind = variable.getInitializer();
  if (kind == "zeros")
    return b.splat(type, 0);
  if (kind == "ones")
    return b.splat(type, 1);
  if (kind == "constant")
    return b.splat(type, argument("value"));
  if (!isa<FloatType>(type.getElementType()))
    return variable.emitError() << "initialiser '" << kind
                                << "' draws numbers of floating-point type, but '"
                                << variable.getSymName() << "' has type " << type;
  if (kind == "uniform")
    return uniform(argument("low"), argument("high"));
  if (kind == "normal")
    return normal(argument("mean"), argument("std"));
  if (kind == "truncated_normal")
    return truncatedNormal(argument("mean"), argument("std"));
  // Glorot, Bengio: Understanding the difficulty of training deep feedforward neural networks,
  // AISTATS 2010, eq. 12 (variance) and 16; He et al.: Delving Deep into Rectifiers, ICCV 2015,
  // eq. 10.
  bool isGlorot = kind.starts_with("glorot");
  double variance =
      isGlorot ? 2 / (argument("fan_in") + argument("fan_out")) : 2 / argument("fan_in");
  if (kind == "glorot_normal" || kind == "he_normal")
    return normal(0, std::sqrt(variance));
  assert((kind == "glorot_uniform" || kind == "he_uniform") &&
         "variables verify their initialiser");
  // Uniform in [-a, a) has the variance a^2 / 3.
  double limit = std::sqrt(3 * variance);
  return uniform(-limit, limit);
}

FailureOr<Value> dlc::buildInitialValue(GraphBuilder &b, dl::VariableOp variable, Value seed) {
  b.setLoc(variable.getLoc());
  return InitialValue(b, variable, seed).build();
}

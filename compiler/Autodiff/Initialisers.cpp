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
  Value orthogonal(double gain);
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

/// The orthogonal factor of a normal matrix's polar decomposition: as the normal distribution is
/// the same from all sides, so is that of the factor (Saxe et al.: Exact solutions to the nonlinear
/// dynamics of learning in deep linear neural networks, ICLR 2014). It is the limit of
/// X <- 1.5 X - 0.5 X X^T X, which brings each singular value below sqrt(3) to 1 (Higham: Functions
/// of Matrices, 2008, 8.3).
Value InitialValue::orthogonal(double gain) {
  int64_t rows = type.getDimSize(0), columns = type.getNumElements() / rows;
  double longer = std::sqrt(std::max(rows, columns)), shorter = std::sqrt(std::min(rows, columns));
  // No singular value is above longer + shorter + t but with probability e^(-t^2 / 2) (Davidson,
  // Szarek: Local operator theory, random matrices and Banach spaces, 2001, II.13).
  double scale = 1.7 / (longer + shorter + 6);
  Value x = b.mul(b.reshape(normal(0, 1), {rows, columns}), scale);
  // Nor is one below 1e-4 / longer but with probability 1e-4 (Edelman: Eigenvalues and condition
  // numbers of random matrices, 1988). It grows by 1.5 each time while it is small; eight more
  // times bring it to 1 to the last digit.
  int64_t steps = 8 + std::ceil(std::log(1e4 * longer / scale) / std::log(1.5));
  bool isWide = columns > rows;
  for (int64_t step = 0; step < steps; ++step) {
    // The Gram matrix of the shorter side.
    Value gram = dl::MatmulOp::create(b, x, x, !isWide, isWide);
    Value cube = isWide ? dl::MatmulOp::create(b, gram, x, false, false)
                        : dl::MatmulOp::create(b, x, gram, false, false);
    x = b.sub(b.mul(x, 1.5), b.mul(cube, 0.5));
  }
  return b.reshape(b.mul(x, gain), type.getShape());
}

FailureOr<Value> InitialValue::build() {
  StringRef kind = variable.getInitializer();
  if (kind == "zeros" || kind == "stored") // whoever loads the model has the stored values
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
  if (kind == "orthogonal")
    return orthogonal(argument("gain"));
  // Glorot, Bengio: Understanding the difficulty of training deep feedforward neural networks,
  // AISTATS 2010, eq. 12 (variance) and 16; He et al.: Delving Deep into Rectifiers, ICCV 2015,
  // eq. 10; LeCun et al.: Efficient BackProp, 1998, eq. 16.
  double variance = 1 / argument("fan_in");
  if (kind.starts_with("glorot"))
    variance = 2 / (argument("fan_in") + argument("fan_out"));
  else if (kind.starts_with("he"))
    variance *= 2;
  if (kind.ends_with("_normal"))
    return normal(0, std::sqrt(variance));
  assert(kind.ends_with("_uniform") && "variables verify their initialiser");
  // Uniform in [-a, a) has the variance a^2 / 3.
  double limit = std::sqrt(3 * variance);
  return uniform(-limit, limit);
}

FailureOr<Value> dlc::buildInitialValue(GraphBuilder &b, dl::VariableOp variable, Value seed) {
  b.setLoc(variable.getLoc());
  return InitialValue(b, variable, seed).build();
}

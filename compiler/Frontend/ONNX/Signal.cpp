//===- Signal.cpp - Fourier transforms and windows --------------------------===//
#include "Operators.h"
#include "ShapeParts.h"

#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

/// Operand `index`, one whole number from `least` on that is known now.
static FailureOr<int64_t> known(Node &n, unsigned index, StringRef what, int64_t least) {
  FailureOr<SmallVector<int64_t>> given = n.integers(index, what);
  if (failed(given))
    return failure();
  if (given->size() != 1 || (*given)[0] < least || (*given)[0] > kMostIndices)
    return n.fail(what + " is " + describe(*given));
  return (*given)[0];
}

//===- Windows ----------------------------------------------------------------===//

/// a - b cos(2 pi i / N) + c cos(4 pi i / N), N the size, or one less of a window that is not periodic.
static LogicalResult giveWindow(Node &n, double a, double b, double c) {
  bool isPeriodic = n.integer("periodic", 1);
  Type element = elementType(static_cast<int32_t>(n.integer("output_datatype", 1)), n.b.getContext());
  FailureOr<int64_t> size = known(n, 0, "the size", 1);
  if (failed(size))
    return failure();
  if (!element || !isa<FloatType>(element))
    return n.fail("the window is not of a floating-point type that is supported");
  double period = static_cast<double>(isPeriodic ? *size : *size - 1);
  SmallVector<double> values;
  for (int64_t i = 0; i < *size; ++i) {
    double angle = period ? 2 * M_PI * static_cast<double>(i) / period : 0;
    values.push_back(a - b * std::cos(angle) + c * std::cos(2 * angle));
  }
  return n.give(n.b.numbers(*size, values, element));
}

static LogicalResult importHannWindow(Node &n) { return giveWindow(n, 0.5, 0.5, 0); }
static LogicalResult importHammingWindow(Node &n) { return giveWindow(n, 25.0 / 46, 21.0 / 46, 0); }
static LogicalResult importBlackmanWindow(Node &n) { return giveWindow(n, 0.42, 0.5, 0.08); }

//===- Fourier transforms -----------------------------------------------------===//

namespace {
struct Transform {
  int64_t length = 0; ///< 0: that of the signal
  bool isInverse = false, isOneSided = false;
};
} // namespace

/// x [.., n, 1 or 2], its last dimension the real and the imaginary part, as [.., k, 2]; the inverse of a one-sided
/// one is real, [.., k, 1]. Products with matrices of cosines and sines. Null after an error.
static Value transform(Node &n, Value x, const Transform &t) {
  Emitter &b = n.b;
  int64_t rank = rankOf(x), have = shapeOf(x)[rank - 2], parts = shapeOf(x).back();
  bool isReal = t.isInverse && t.isOneSided; // the result
  int64_t length = t.length ? t.length : isReal ? 2 * (have - 1) : have;
  int64_t half = length / 2 + 1, from = isReal ? half : length, to = t.isOneSided && !isReal ? half : length;
  if (length < 1 || have < 1 || from > kMostIndices / to || (isReal && parts != 2)) {
    (void)n.fail("cannot transform " + describe(x) + " to a length of " + Twine(length));
    return {};
  }
  if (have > from)
    x = b.slice(x, rank - 2, 0, from);
  if (have < from) {
    SmallVector<int64_t> low(rank, 0), high(rank, 0);
    high[rank - 2] = from - have;
    x = b.make<dl::PadOp>(x, low, high, 0.0);
  }
  SmallVector<double> cosines, sines;
  for (int64_t i = 0; i < from; ++i)
    for (int64_t k = 0; k < to; ++k) {
      double angle = 2 * M_PI * static_cast<double>(i * k % length) / static_cast<double>(length);
      // Of a real signal, the second half mirrors the first.
      double weight = isReal && i != 0 && 2 * i != length ? 2 : 1;
      weight /= t.isInverse ? static_cast<double>(length) : 1;
      cosines.push_back(weight * std::cos(angle));
      sines.push_back(weight * std::sin(angle) * (t.isInverse ? 1 : -1)); // of e^(+-i angle)
    }
  SmallVector<int64_t> outer(shapeOf(x).drop_back(2));
  int64_t rows = sizeOf(x) / (from * parts);
  auto part = [&](int64_t index) { return b.reshape(b.slice(x, rank - 1, index, index + 1), {rows, from}); };
  // Sums of terms that cancel are taken in f64.
  Type element = elementOf(x);
  x = b.cast(x, b.getF64Type());
  Value c = b.numbers({from, to}, cosines, elementOf(x)), s = b.numbers({from, to}, sines, elementOf(x));
  auto times = [&](Value a, Value matrix) { return b.make<dl::MatmulOp>(a, matrix); };
  Value real = times(part(0), c), imaginary = isReal ? Value() : times(part(0), s);
  if (parts == 2) {
    real = b.sub(real, times(part(1), s));
    imaginary = isReal ? Value() : b.add(imaginary, times(part(1), c));
  }
  outer.append({to, 1});
  real = b.reshape(real, outer);
  return b.cast(isReal ? real : b.concat({real, b.reshape(imaginary, outer)}, rank - 1), element);
}

static bool isSignal(Value x) { return isFloat(x) && rankOf(x) >= 2 && sizeOf(x) && (shapeOf(x).back() == 1 || shapeOf(x).back() == 2); }

static LogicalResult importDFT(Node &n) {
  Transform t;
  t.isInverse = n.integer("inverse", 0);
  t.isOneSided = n.integer("onesided", 0);
  Value x = n.input(0);
  if (!x)
    return failure();
  FailureOr<int64_t> axis = n.version < 20 ? n.integer("axis", 1) : int64_t(-2);
  if (n.version >= 20 && n.has(2))
    axis = known(n, 2, "the axis", -64);
  if (failed(axis) || failed(axis = n.axis(*axis, rankOf(x))))
    return failure();
  if (!isSignal(x) || *axis == rankOf(x) - 1)
    return n.fail("expected real or complex numbers, their parts in the last dimension, got " + describe(x));
  if (n.has(1)) {
    FailureOr<int64_t> length = known(n, 1, "the length", 1);
    if (failed(length))
      return failure();
    t.length = *length;
  }
  Value y = transform(n, n.b.moveDim(x, *axis, rankOf(x) - 2), t);
  return y ? n.give(n.b.moveDim(y, rankOf(x) - 2, *axis)) : failure();
}

/// The transforms of the frames of a signal [B, n, 1 or 2], each times a window: [B, frames, k, 2].
static LogicalResult importSTFT(Node &n) {
  Transform t;
  t.isOneSided = n.integer("onesided", 1);
  Value x = n.input(0), window = n.has(2) ? n.input(2) : Value();
  FailureOr<int64_t> step = x ? known(n, 1, "the step", 1) : FailureOr<int64_t>();
  if (failed(step) || (n.has(2) && !window))
    return failure();
  FailureOr<int64_t> length = window && rankOf(window) == 1 ? shapeOf(window)[0] : int64_t(0);
  if (n.has(3))
    length = known(n, 3, "the length of a frame", 1);
  if (failed(length))
    return failure();
  bool fits = isSignal(x) && rankOf(x) == 3 && *length >= 1 && *length <= shapeOf(x)[1] &&
              (!window || (shapeOf(window) == ArrayRef<int64_t>(*length) && elementOf(window) == elementOf(x)));
  int64_t frames = fits ? (shapeOf(x)[1] - *length) / *step + 1 : 0;
  if (!fits || frames > kMostIndices / *length)
    return n.fail("frames of " + Twine(*length) + " do not fit " + describe(x));
  SmallVector<int64_t> places;
  for (int64_t frame = 0; frame < frames; ++frame)
    for (int64_t i = 0; i < *length; ++i)
      places.push_back(frame * *step + i);
  Value cut = n.b.reshape(take(n.b, x, 1, places), {shapeOf(x)[0], frames, *length, shapeOf(x)[2]});
  if (window)
    cut = n.b.mul(cut, n.b.alongDim(window, 2, shapeOf(cut)));
  Value y = transform(n, cut, t);
  return y ? n.give(y) : failure();
}

/// Triangles of width 1 on the mel scale, 2595 log10(1 + f / 700), over the bins of a transform (Stevens, Volkmann,
/// Newman: A Scale for the Measurement of the Psychological Magnitude Pitch, 1937): [bins, count].
static LogicalResult importMelWeightMatrix(Node &n) {
  FailureOr<int64_t> count = known(n, 0, "the number of mel bins", 1), length = known(n, 1, "the length", 1),
                     rate = known(n, 2, "the sample rate", 1);
  FailureOr<SmallVector<double>> low = n.numbers(3, "the lowest frequency"), high = n.numbers(4, "the highest frequency");
  Type element = elementType(static_cast<int32_t>(n.integer("output_datatype", 1)), n.b.getContext());
  if (failed(count) || failed(length) || failed(rate) || failed(low) || failed(high))
    return failure();
  int64_t bins = *length / 2 + 1;
  if (low->size() != 1 || high->size() != 1 || !element || !isa<FloatType>(element) || *count > kMostIndices / bins)
    return n.fail("expected two frequencies, and a floating-point type that is supported");
  auto toMel = [](double frequency) { return 2595 * std::log10(1 + frequency / 700); };
  double first = toMel((*low)[0]), width = (toMel((*high)[0]) - first) / static_cast<double>(*count + 2);
  SmallVector<int64_t> edges;
  for (int64_t i = 0; i < *count + 2; ++i) {
    double frequency = 700 * (std::pow(10, (first + width * static_cast<double>(i)) / 2595) - 1);
    double bin = std::floor(static_cast<double>(*length + 1) * frequency / static_cast<double>(*rate));
    if (!(bin >= 0 && bin < static_cast<double>(bins)))
      return n.fail("the frequencies lie outside what the sample rate holds");
    edges.push_back(static_cast<int64_t>(bin));
  }
  SmallVector<double> weights(bins * *count, 0);
  for (int64_t i = 0; i < *count; ++i) {
    int64_t left = edges[i], top = edges[i + 1], right = edges[i + 2];
    for (int64_t bin = left; bin <= top; ++bin)
      weights[bin * *count + i] = top == left ? 1 : static_cast<double>(bin - left) / static_cast<double>(top - left);
    for (int64_t bin = top; bin < right; ++bin)
      weights[bin * *count + i] = static_cast<double>(right - bin) / static_cast<double>(right - top);
  }
  return n.give(n.b.numbers({bins, *count}, weights, element));
}

ArrayRef<Operator> importer::signalOperators() {
  static const Operator table[] = {
      {"BlackmanWindow", 17, importBlackmanWindow},
      {"DFT", 17, importDFT},
      {"HammingWindow", 17, importHammingWindow},
      {"HannWindow", 17, importHannWindow},
      {"MelWeightMatrix", 17, importMelWeightMatrix},
      {"STFT", 17, importSTFT},
  };
  return table;
}

//===- Schedule.cpp - Learning rates over time ----------------------------===//
#include "Schedule.h"

#include <cmath>

using namespace mlir;
using namespace dlc;

/// floor + (1 - floor) (1 + cos(pi done / length)) / 2, done being at most length
/// (Loshchilov, Hutter: SGDR, ICLR 2017, eq. 5, without restarts).
static Value cosine(GraphBuilder &b, Value done, Value length, double floor) {
  Value share = b.min(b.div(b.max(done, 0), length), 1);
  Value wave = b.add(b.cos(b.mul(share, M_PI)), 1.0);
  return b.add(b.mul(wave, (1 - floor) / 2), floor);
}

Value Schedule::build(GraphBuilder &b, Value step, Value total) const {
  Value done = b.cast(step, b.getF64Type());
  // A run that is not longer than its warm-up has no cosine; its length must not be zero all the same.
  auto lengthAfter = [&](double before) {
    return needsTotal() ? b.max(b.add(b.cast(total, b.getF64Type()), -before), 1)
                        : b.like(done, steps - before);
  };
  // The first step has a rate of 1 / warmup rather than zero, which would waste it.
  auto rise = [&] { return b.div(b.add(done, 1.0), warmup); };
  switch (kind) {
  case Kind::Constant:
    return b.like(done, 1);
  case Kind::Step: {
    Value periods = b.div(step, b.like(step, every));
    return b.exp(b.mul(b.cast(periods, b.getF64Type()), std::log(gamma)));
  }
  case Kind::Exponential:
    return b.exp(b.mul(done, std::log(gamma) / every));
  case Kind::Cosine:
    return cosine(b, done, lengthAfter(0), floor);
  case Kind::Warmup:
    return b.min(rise(), 1);
  case Kind::WarmupCosine: {
    Value isRising = b.compare(dl::Predicate::LT, done, warmup);
    return b.select(isRising, rise(), cosine(b, b.add(done, -warmup), lengthAfter(warmup), floor));
  }
  }
  llvm_unreachable("unknown schedule");
}

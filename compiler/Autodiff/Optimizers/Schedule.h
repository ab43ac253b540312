//===- Schedule.h - Learning rates over time, and clipping ------*- C++ -*-===//
#ifndef DLC_AUTODIFF_OPTIMIZERS_SCHEDULE_H
#define DLC_AUTODIFF_OPTIMIZERS_SCHEDULE_H

#include "../GraphBuilder.h"

namespace dlc {

/// What the learning rate is multiplied by, as a function of the number of steps done. All lengths
/// are in optimizer steps.
struct Schedule {
  enum class Kind {
    /// 1
    Constant,
    /// gamma^floor(step / every)
    Step,
    /// gamma^(step / every)
    Exponential,
    /// Half a cosine from 1 to `floor` in `steps` steps (0: in the whole run); then `floor`.
    Cosine,
    /// Up from 1 / warmup in even parts; 1 from step warmup - 1 on.
    Warmup,
    /// `Warmup`, then `Cosine` over the rest of `steps`.
    WarmupCosine,
  };
  Kind kind = Kind::Constant;
  double gamma = 0.1, every = 1, steps = 0, floor = 0, warmup = 0;

  /// Whether the length of the whole run matters.
  bool needsTotal() const {
    return steps == 0 && (kind == Kind::Cosine || kind == Kind::WarmupCosine);
  }
  /// The factor, an f64 scalar. `step` counts the optimizer's steps done, `total` those of the whole
  /// run; both are i64 scalars.
  mlir::Value build(GraphBuilder &b, mlir::Value step, mlir::Value total) const;
};

struct Clipping {
  enum class Kind { None, Value, GlobalNorm };
  Kind kind = Kind::None;
  double limit = 0;

  /// Replaces the gradients of all parameters by the clipped ones.
  void apply(GraphBuilder &b, llvm::MutableArrayRef<mlir::Value> gradients) const;
};

} // namespace dlc
#endif

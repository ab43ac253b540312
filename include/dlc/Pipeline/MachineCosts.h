//===- MachineCosts.h - A machine's figures for the cost model --*- C++ -*-===//
#ifndef DLC_PIPELINE_MACHINECOSTS_H
#define DLC_PIPELINE_MACHINECOSTS_H

#include "dlc/Conversion/StepCost.h"
#include "dlc/Target/MachineModel.h"
#include "dlc/Target/TargetModel.h"
#include <optional>

namespace dlc {

/// The costs of code for `target`: what was measured, or else round figures that follow from the
/// target's name alone, so that objects do not depend on the machine that compiles them.
StepCosts getStepCosts(const TargetModel &target, const std::optional<MachineModel> &machine);

} // namespace dlc
#endif

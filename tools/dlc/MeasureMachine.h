//===- MeasureMachine.h - What this machine can do --------------*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_MEASUREMACHINE_H
#define DLC_TOOLS_DLC_MEASUREMACHINE_H

#include "dlc/Target/MachineModel.h"
#include "llvm/Support/Error.h"

namespace dlc::tool {

/// sums[i] += terms[i] * factor, for `count` elements, a multiple of 64; both arrays at multiples of 64
/// bytes.
using StreamLoop = void (*)(float *sums, const float *terms, int64_t count, float factor);
/// In the widest registers of this CPU.
StreamLoop streamLoop();

/// Measures arithmetic, memory and the meeting of as many threads as there are CPUs for this process;
/// takes about a second. Fails where threads or memory cannot be had.
llvm::Expected<MachineModel> measureMachine();

} // namespace dlc::tool
#endif

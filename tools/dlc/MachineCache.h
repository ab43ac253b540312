//===- MachineCache.h - Where the figures of this machine are ---*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_MACHINECACHE_H
#define DLC_TOOLS_DLC_MACHINECACHE_H

#include "dlc/Target/MachineModel.h"
#include <optional>

namespace dlc::tool {

/// A file in the cache's folder, named after this machine's CPU; empty where there is no such folder.
std::string machineFile();
/// What `dlc bench --machine` has left there. A file that is damaged, or about another CPU, counts as
/// absent, with a warning.
std::optional<MachineModel> findCachedMachine();

} // namespace dlc::tool
#endif

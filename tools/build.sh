#!/bin/bash
# Configures and builds everything in build/ (or in $DLC_BUILD).
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
build=${DLC_BUILD:-$source/build}
cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE="${DLC_BUILD_TYPE:-Release}"
cmake --build "$build"

#!/bin/bash
# Installs what is missing, builds dlc, and trains a network on Fashion-MNIST. Arguments go to
# `dlc train`.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
build=${DLC_BUILD:-$source/build}
"$source/tools/install.sh"
"$source/tools/build.sh"
cd "$source"
exec "$build/bin/dlc" train examples/mlp/model.dsl "$@"

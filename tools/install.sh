#!/bin/bash
# Installs the packages of packages.txt that are missing, as root or through sudo; with --tests, those of
# packages-tests.txt too. Then the Python packages of requirements.txt in .venv, beside this folder: without
# them dlc builds with an older ONNX schema, and the tests that need them are left out.
set -euo pipefail
cd "$(dirname "$0")"

lists=(packages.txt)
[ "${1:-}" = --tests ] && lists+=(packages-tests.txt)
missing=()
while read -r package; do
  case $package in '' | '#'*) continue ;; esac
  if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
    missing+=("$package")
  fi
done < <(cat "${lists[@]}")
python_packages() {
  [ -n "${DLC_PYTHON_HOME:-}" ] && return
  [ -x ../.venv/bin/python ] || python3 -m venv ../.venv || return
  ../.venv/bin/pip install -q --disable-pip-version-check -r requirements.txt ||
    echo "warning: the Python packages of tools/requirements.txt cannot be installed" >&2
}
if [ ${#missing[@]} -eq 0 ]; then
  python_packages
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "these packages are missing, and without root or sudo they cannot be installed: ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -q -y --no-install-recommends "${missing[@]}"
python_packages

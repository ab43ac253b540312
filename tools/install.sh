#!/bin/bash
# Installs the packages of packages.txt that are missing, as root or through sudo; with --tests, those of
# packages-tests.txt too.
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
[ ${#missing[@]} -eq 0 ] && exit 0

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

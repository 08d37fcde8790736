#!/bin/sh
# Starts pharosctl with the Node of this archive, also through a link to this file.
set -eu
program=$0
while [ -L "$program" ]; do
  target=$(readlink "$program")
  case $target in
    /*) program=$target ;;
    *) program=$(dirname "$program")/$target ;;
  esac
done
root=$(cd "$(dirname "$program")/.." && pwd -P)
exec "$root/runtime/node" "$root/lib/pharosctl.cjs" "$@"

#!/bin/sh
# damage.sh cut|append FOLDER: makes every file of the folder shorter, or longer.
set -eu
for file in "$2"/*; do
  case $1 in
  cut) head -c 1000 "$file" > "$file.short" && mv "$file.short" "$file" ;;
  append) echo x >> "$file" ;;
  esac
done

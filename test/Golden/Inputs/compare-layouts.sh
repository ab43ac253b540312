# compare-layouts.sh DLC COMPARE.o LIBDLRT.a FOLDER MODEL GOLDEN OPTIMIZER LAYOUT...: compiles MODEL in bf16 for this machine
# and for AVX2 in each layout, links it with COMPARE.o and runs that on the recorded values.
set -e
dlc=$1 compare=$2 library=$3 folder=$4 model=$5 golden=$6 optimizer=$7
shift 7
for layout; do
  for cpu in native x86-64-v3; do
    echo "$layout $cpu"
    "$dlc" "$model" --batch 16 --precision=bf16 --layout="$layout" --target-cpu=$cpu -o "$folder/$layout.o"
    cc "$compare" "$folder/$layout.o" "$library" -lm -lpthread -o "$folder/$layout"
    "$folder/$layout" "$golden" "$optimizer" 2
  done
done

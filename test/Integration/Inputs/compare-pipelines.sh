# compare-pipelines.sh DIR NAME MODEL: compiles both ways and runs DIR/compare.
for pipeline in reference optimised; do
  dlc "$3" --pipeline=$pipeline --batch 8 --target-cpu=native -o "$1/$2-$pipeline.so" || exit 1
done
"$1/compare" "$2" "$1/$2-reference.so" "$1/$2-optimised.so"

# resume-and-compare.sh DIR WHOLE COMMAND...: continues the run in DIR for 100 steps, makes as many steps
# without a stop into WHOLE, and compares what the two leave.
dir=$1 whole=$2
shift 2
steps=$(($(cat "$dir.step") + 100))
"$@" --max-steps "$steps" --resume "$dir" || exit 1
"$@" --max-steps "$steps" --out "$whole" || exit 1
for file in last.safetensors state.safetensors metrics.jsonl; do
  cmp "$dir/$file" "$whole/$file" || exit 1
done
echo "resumed and uninterrupted runs are the same"

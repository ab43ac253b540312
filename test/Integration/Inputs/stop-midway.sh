# stop-midway.sh SIGNAL DIR COMMAND...: starts a training run that saves into DIR, sends it SIGNAL once it
# has saved, and says how it ended and after how many steps its checkpoint was made.
signal=$1 dir=$2
shift 2
"$@" &
while [ ! -e "$dir/state.safetensors" ]; do
  kill -0 $! || exit 1
  sleep 0.05
done
sleep 0.3
kill -s "$signal" $!
wait $!
echo "exit code $?"
head -c 4096 "$dir/state.safetensors" | grep -ao '"step":"[0-9]*"' | grep -o '[0-9]*' > "$dir.step"
echo "stopped after $(cat "$dir.step") steps"

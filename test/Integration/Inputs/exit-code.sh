# Runs a command and says how it ended: lit's `not` takes any failure for any other.
"$@"
echo "exit code $?"

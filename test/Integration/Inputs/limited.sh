# limited.sh BLOCKS COMMAND...: runs a command that may write no file of more than BLOCKS * 512 bytes, and says
# how it ended.
ulimit -f "$1"
shift
"$@"
echo "exit code $?"

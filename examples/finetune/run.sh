#!/bin/sh
# All of this example: run.sh MNIST FASHION OUT, two folders of IDX files and one to write to.
# Options of every training may follow, such as --threads 2.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mnist=$1 fashion=$2 out=$3
shift 3
mkdir -p "$out"
cp "$here/clothes.dsl" "$out"
python3 "$here/few.py" "$fashion" "${LABELS:-1000}" "$out/few.npz"
python3 "$here/few.py" "$fashion" "${LABELS:-1000}" "$out/few-float.npz" --float

# MNIST, and the result as an ONNX file.
dlc train "$here/digits.dsl" --data "idx:$mnist" --out "$out/digits" "$@"
dlc export "$here/digits.dsl" --weights "$out/digits/best.safetensors" -o "$out/digits.onnx"

# Clothes, from that file.
tune() {
  name=$1
  shift
  dlc train "$out/clothes.dsl" --out "$out/$name" "$@"
}
tune frozen --set 'freeze="digits.*"' "$@"
tune lora --set 'freeze="digits.*"' --set 'lora=lora(rank = 4, alpha = 8, targets = ["digits.*"])' "$@"
tune full "$@"
sed 's|idx("/usr/share/datasets/mnist")|npz("few.npz")|; s/batch     = 64/batch     = 50/; s/epochs    = 3/epochs    = 20/' \
  "$here/digits.dsl" > "$out/scratch.dsl"
dlc train "$out/scratch.dsl" --out "$out/scratch" "$@"

# The same from a file that PyTorch wrote, without a text.
torch() {
  name=$1
  shift
  dlc train "$here/../../test/Golden/onnx/digits.onnx" --loss softmax_cross_entropy --target 'label:i32[batch]' \
    --replace-head 10 --batch 50 --epochs 20 --data "npz:$out/few-float.npz" --out "$out/torch-$name" "$@"
}
torch frozen --freeze 'conv*' --freeze 'fc1.*' "$@"
torch lora --freeze 'conv*' --freeze 'fc1.*' --lora 'conv2.weight' --lora 'fc1.weight' --lora-rank 4 --lora-alpha 8 "$@"
torch full "$@"

python3 "$here/plot.py" "$out/accuracy.svg" scratch="$out/scratch" frozen="$out/frozen" LoRA="$out/lora" full="$out/full" \
  "frozen (PyTorch)=$out/torch-frozen" "LoRA (PyTorch)=$out/torch-lora" "full (PyTorch)=$out/torch-full"

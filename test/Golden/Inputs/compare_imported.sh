#!/bin/sh
# Compiles an ONNX model and compares it with recorded values: compare_imported.sh GOLDEN SOURCE BUILD OUT MODEL RECORDED
set -eu
golden=$1 source=$2 build=$3 out=$4 model=$5 recorded=$6
sed "s|MODEL|$golden/onnx/$model|" "$golden/Inputs/imported_${model%-*}.dsl" > "$out/$model.dsl"
dlc "$out/$model.dsl" --batch 3 --target-cpu=native -o "$out/$model.o"
cc -std=c11 -O1 -Wall -Wextra -Werror -I "$source/include" -DMODEL=dlrt_model_imported "$golden/Inputs/compare_imported.c" \
  "$out/$model.o" "$build/lib/libdlrt.a" -lm -lpthread -o "$out/$model"
"$out/$model" "$golden/onnx/$recorded.safetensors" 2

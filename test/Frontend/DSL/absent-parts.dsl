# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
import "backbone.onnx" as backbone
model m {
  input x : f32[batch, 4]
  output x
}
# CHECK: :2:1: error: 'import' is not part of the language in this version of dlc

# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
import "backbone.onnx" backbone
model m {
  input x : f32[batch, 4]
  output x
}
# CHECK: :2:24: error: expected 'as' and a name after the path of an import

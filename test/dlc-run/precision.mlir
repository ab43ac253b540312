// RUN: dlc-run %s --digits=17 --in arg0=2 | FileCheck %s --check-prefix=F32
// RUN: dlc-run %s --digits=17 --in arg0=2 --precision=f64 | FileCheck %s --check-prefix=F64

// F32: result0: 1.4142135381698608
// F64: result0: 1.4142135623730951
func.func @f(%x: tensor<f32>) -> tensor<f32> {
  %y = dl.sqrt %x : tensor<f32>
  return %y : tensor<f32>
}

// RUN: dlc-opt %s --dlk-call-libm | FileCheck %s

// Instructions stay for the lowering of bodies.
// CHECK-LABEL: func.func @instructions
// CHECK: math.sqrt
// CHECK: math.fma
func.func @instructions(%x: f64) -> f64 {
  %root = math.sqrt %x : f64
  %sum = math.fma %root, %x, %x : f64
  return %sum : f64
}

// What has neither an instruction nor an intrinsic of LLVM is called; its neighbours in the function are lowered as well.
// CHECK-LABEL: func.func @calls
// CHECK: call @erf(
// CHECK: llvm.intr.cos
// CHECK: llvm.intr.sqrt
func.func @calls(%x: f64) -> f64 {
  %error = math.erf %x : f64
  %cosine = math.cos %error : f64
  %root = math.sqrt %cosine : f64
  return %root : f64
}

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

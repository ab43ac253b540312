// RUN: dlc-opt %s --dlk-call-libm | FileCheck %s

// An intrinsic where LLVM has one, a lane at a time where it has none.
// CHECK-DAG: func.func private @erf(f64) -> f64
// CHECK-LABEL: func.func @functions
// CHECK: llvm.intr.exp(%{{.*}}) : (f64) -> f64
// CHECK-COUNT-2: call @erf(
func.func @functions(%x: f64, %v: vector<2xf64>) -> (f64, vector<2xf64>) {
  %exp = math.exp %x : f64
  %erf = math.erf %v : vector<2xf64>
  return %exp, %erf : f64, vector<2xf64>
}

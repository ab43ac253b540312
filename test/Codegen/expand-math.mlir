// RUN: dlc-opt %s --dlk-expand-math | FileCheck %s

// Polynomials at the width of the vector, no call for each lane.
// CHECK-LABEL: func.func @f32(
// CHECK-NOT: math.{{exp|log|tanh|erf|sin|cos}}
// CHECK: return
func.func @f32(%x: vector<8xf32>) -> vector<8xf32> {
  %0 = math.exp %x : vector<8xf32>
  %1 = math.log %0 : vector<8xf32>
  %2 = math.tanh %1 : vector<8xf32>
  %3 = math.erf %2 : vector<8xf32>
  %4 = math.log1p %3 : vector<8xf32>
  %5 = math.sin %4 : vector<8xf32>
  %6 = math.cos %5 : vector<8xf32>
  return %6 : vector<8xf32>
}

// CHECK-LABEL: func.func @scalar(
// CHECK-NOT: math.exp
// CHECK: return
func.func @scalar(%x: f32) -> f32 {
  %0 = math.exp %x : f32
  return %0 : f32
}

// log(1 + x) keeps small x: x itself where 1 + x is 1, and else corrected.
// CHECK-LABEL: func.func @log1p(
// CHECK-SAME: %[[X:.*]]: f32
// CHECK: %[[U:.*]] = arith.addf %[[X]]
// CHECK: %[[ONE:.*]] = arith.cmpf oeq, %[[U]]
// CHECK: %[[Y:.*]] = arith.select %[[ONE]], %[[X]]
// CHECK: return %[[Y]]
func.func @log1p(%x: f32) -> f32 {
  %0 = math.log1p %x : f32
  return %0 : f32
}

// Checking gradients wants libm's accuracy.
// CHECK-LABEL: func.func @f64(
// CHECK-NEXT: math.exp
// CHECK-NEXT: math.log1p
// CHECK-NEXT: return
func.func @f64(%x: vector<4xf64>) -> vector<4xf64> {
  %0 = math.exp %x : vector<4xf64>
  %1 = math.log1p %0 : vector<4xf64>
  return %1 : vector<4xf64>
}

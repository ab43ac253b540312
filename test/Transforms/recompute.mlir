// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-recompute))' | FileCheck %s

// Each user of x - mean has one of its own: x is in memory, and to read that is to read this.
// CHECK-LABEL: func.func @centred(
// CHECK: dl.sub
// CHECK-NEXT: dl.exp
// CHECK: dl.sub
// CHECK-NEXT: dl.log
func.func @centred(%x: tensor<4x8xf32>, %mean: tensor<8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>) {
  %spread = dl.broadcast %mean dims [1] : tensor<8xf32> -> tensor<4x8xf32>
  %centred = dl.sub %x, %spread : tensor<4x8xf32>
  %a = dl.exp %centred : tensor<4x8xf32>
  %b = dl.log %centred : tensor<4x8xf32>
  %c = dl.sqrt %x : tensor<4x8xf32>
  return %a, %b, %c : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>
}

// Two tensors to read instead of one: kept. So is what takes long to compute, and what is stored
// anyway.
// CHECK-LABEL: func.func @kept(
// CHECK-COUNT-1: dl.add
// CHECK-NOT: dl.add
// CHECK-COUNT-1: dl.tanh
// CHECK-NOT: dl.tanh
// CHECK-COUNT-1: dl.neg
// CHECK-NOT: dl.neg
// CHECK: return
func.func @kept(%x: tensor<4x8xf32>, %y: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>) {
  %sum = dl.add %x, %y : tensor<4x8xf32>
  %a = dl.exp %sum : tensor<4x8xf32>
  %b = dl.log %sum : tensor<4x8xf32>
  %tanh = dl.tanh %x : tensor<4x8xf32>
  %c = dl.exp %tanh : tensor<4x8xf32>
  %d = dl.mul %tanh, %c : tensor<4x8xf32>
  %neg = dl.neg %x : tensor<4x8xf32>
  %e = dl.exp %neg : tensor<4x8xf32>
  %f = dl.mul %e, %d : tensor<4x8xf32>
  return %a, %b, %f, %e, %neg : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>
}

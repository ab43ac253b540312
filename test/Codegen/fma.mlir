// RUN: dlc %s --emit=asm --target-cpu x86-64-v3 -o - | FileCheck %s
// The products' multiply-adds are single instructions: one rounding, half the work.

// CHECK-NOT: vmulps
// CHECK: vfmadd{{.*}}ps
// CHECK-NOT: vmulps
module @product attributes {dl.batch = 1 : i64} {
  func.func @predict(%a: tensor<64x64xf32> {dl.role = "input", dl.name = "a"},
                     %b: tensor<64x64xf32> {dl.role = "input", dl.name = "b"})
      -> (tensor<64x64xf32> {dl.role = "output", dl.name = "c"}) {
    %c = dl.matmul %a, %b : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
    return %c : tensor<64x64xf32>
  }
}

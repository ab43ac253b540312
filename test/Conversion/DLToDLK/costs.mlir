// The figures of the machine decide what is cut, and whether a second thread pays.
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk)' | FileCheck %s --check-prefix=CUT
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk{worth-splitting=1e12})' | FileCheck %s --check-prefix=WHOLE
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk{start-ns=1e9})' | FileCheck %s --check-prefix=WHOLE
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk{flops-per-ns=1e9 bytes-per-ns=1e9})' | FileCheck %s --check-prefix=WHOLE
// A second thread has to fetch what the first one wrote.
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk{shared-bytes-per-ns=1})' | FileCheck %s --check-prefix=WHOLE
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk{shared-bytes-per-ns=3 bytes-per-ns=3})' | FileCheck %s --check-prefix=WHOLE
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk{own-bytes=1 bytes-per-ns=1})' | FileCheck %s --check-prefix=CUT
// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk{describe})' | FileCheck %s --check-prefix=DESCRIBE
// RUN: not dlc-opt %s --pass-pipeline='builtin.module(convert-dl-to-dlk{start-ns=soon})' 2>&1 | FileCheck %s --check-prefix=NUMBER

// NUMBER: 'soon' value invalid for floating point argument

// CUT-LABEL: func.func @predict(
// CUT-NOT: dlk.kernels
// CUT-SAME: dlk.slices = 4
// WHOLE-LABEL: func.func @predict(
// WHOLE-SAME: dlk.slices = 1
// 2 * 256^3 = 2^25 FLOP; three matrices of f32.
// DESCRIBE: func.func @predict({{.*}}dlk.footprint = 786432 : i64, dlk.kernels = [{bytes = 7.864320e+05 : f64, flops = 0x4180000000000000 : f64, largest = 2.500000e-01 : f64, meets = false, name = "contraction: matmul", {{.*}}slices = 4 : i64}]
func.func @predict(%a: tensor<256x256xf32> {dl.role = "input", dl.name = "a"},
                   %b: tensor<256x256xf32> {dl.role = "input", dl.name = "b"})
    -> (tensor<256x256xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.matmul %a, %b : tensor<256x256xf32>, tensor<256x256xf32> -> tensor<256x256xf32>
  return %0 : tensor<256x256xf32>
}

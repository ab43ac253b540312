// RUN: dlc-run %s --entry=products --compare=1e-4 --team=3 --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s --check-prefixes=CHECK,THREE
// RUN: dlc-run %s --entry=products --compare=1e-4 --team=3 --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s --check-prefixes=CHECK,THREE
// RUN: dlc-run %s --entry=attention --compare=1e-4 --team=3 --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=attention --compare=1e-4 --team=3 --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// RUN: dlc-run %s --entry=square --compare=1e-4 --target-cpu=native --in arg0=random:1 --in arg1=random:2 --in arg2=random:3 | FileCheck %s
// What a causal mask leaves out of products, by both pipelines, of which one computes all; with more keys than
// queries, and with as many. No size fills tiles or vectors.

// CHECK: result0: largest difference
// THREE: result1: largest difference
// THREE: result2: largest difference

func.func @products(%x: tensor<6x37x50xf32>, %k: tensor<6x50x29xf32>, %q: tensor<6x37x29xf32>)
    -> (tensor<6x37x50xf32>, tensor<6x37x29xf32>, tensor<6x50x29xf32>) {
  %rows = dl.iota {dimension = 1 : i64} : tensor<6x37x50xi32>
  %columns = dl.iota {dimension = 2 : i64} : tensor<6x37x50xi32>
  %more = dl.constant dense<13> : tensor<6x37x50xi32>
  %last = dl.add %rows, %more : tensor<6x37x50xi32>
  %visible = dl.compare le %columns, %last : tensor<6x37x50xi32>
  %zero = dl.constant dense<0.0> : tensor<6x37x50xf32>
  %p = dl.select %visible, %x, %zero : tensor<6x37x50xi1>, tensor<6x37x50xf32>
  %s = dl.matmul %q, %k transpose_rhs {dl.triangle = "result"} : tensor<6x37x29xf32>, tensor<6x50x29xf32> -> tensor<6x37x50xf32>
  %scores = dl.select %visible, %s, %zero : tensor<6x37x50xi1>, tensor<6x37x50xf32>
  %y = dl.matmul %p, %k {dl.triangle = "lower"} : tensor<6x37x50xf32>, tensor<6x50x29xf32> -> tensor<6x37x29xf32>
  %dk = dl.matmul %p, %q transpose_lhs {dl.triangle = "upper"} : tensor<6x37x50xf32>, tensor<6x37x29xf32> -> tensor<6x50x29xf32>
  return %scores, %y, %dk : tensor<6x37x50xf32>, tensor<6x37x29xf32>, tensor<6x50x29xf32>
}

func.func @attention(%q: tensor<2x3x37x29xf32>, %k: tensor<2x3x50x29xf32>, %v: tensor<2x3x50x29xf32>) -> tensor<2x3x37x29xf32> {
  %y = dl.attention %q, %k, %v causal scale 0.25 : tensor<2x3x37x29xf32>, tensor<2x3x50x29xf32>
  return %y : tensor<2x3x37x29xf32>
}

func.func @square(%q: tensor<2x3x70x16xf32>, %k: tensor<2x3x70x16xf32>, %v: tensor<2x3x70x16xf32>) -> tensor<2x3x70x16xf32> {
  %y = dl.attention %q, %k, %v causal scale 0.25 : tensor<2x3x70x16xf32>, tensor<2x3x70x16xf32>
  return %y : tensor<2x3x70x16xf32>
}

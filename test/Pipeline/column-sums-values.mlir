// RUN: dlc-run %s --entry=rest --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=rest --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=full --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=full --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=columns --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=columns --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=convolution --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=convolution --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=wide --compare=1e-4 --team=3 --layout=channels-last --target-cpu=native --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// RUN: dlc-run %s --entry=wide --compare=1e-4 --team=3 --layout=channels-last --target-cpu=x86-64-v3 --in arg0=random:1 --in arg1=random:2 | FileCheck %s
// The gradient of a weight with that of its bias by both pipelines, on three threads: with rows left over by
// the tiles and without, with columns that fill no vector, cut by rows and by columns, with padding.

// CHECK: result0: largest difference
// CHECK: result1: largest difference

func.func @rest(%x: tensor<64x200xf32>, %g: tensor<64x130xf32>) -> (tensor<200x130xf32>, tensor<130xf32>) {
  %dw = dl.matmul %x, %g transpose_lhs : tensor<64x200xf32>, tensor<64x130xf32> -> tensor<200x130xf32>
  %db = dl.reduce_sum %g axes [0] : tensor<64x130xf32> -> tensor<130xf32>
  return %dw, %db : tensor<200x130xf32>, tensor<130xf32>
}

func.func @full(%x: tensor<67x784xf32>, %g: tensor<67x128xf32>) -> (tensor<784x128xf32>, tensor<128xf32>) {
  %dw = dl.matmul %x, %g transpose_lhs : tensor<67x784xf32>, tensor<67x128xf32> -> tensor<784x128xf32>
  %db = dl.reduce_sum %g axes [0] : tensor<67x128xf32> -> tensor<128xf32>
  return %dw, %db : tensor<784x128xf32>, tensor<128xf32>
}

func.func @columns(%x: tensor<300x3xf32>, %g: tensor<300x437xf32>) -> (tensor<3x437xf32>, tensor<437xf32>) {
  %dw = dl.matmul %x, %g transpose_lhs : tensor<300x3xf32>, tensor<300x437xf32> -> tensor<3x437xf32>
  %db = dl.reduce_sum %g axes [0] : tensor<300x437xf32> -> tensor<437xf32>
  return %dw, %db : tensor<3x437xf32>, tensor<437xf32>
}

func.func @convolution(%x: tensor<4x6x9x9xf32>, %g: tensor<4x40x9x9xf32>) -> (tensor<40x6x3x3xf32>, tensor<40xf32>) {
  %dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<4x6x9x9xf32>, tensor<4x40x9x9xf32> -> tensor<40x6x3x3xf32>
  %db = dl.reduce_sum %g axes [0, 2, 3] : tensor<4x40x9x9xf32> -> tensor<40xf32>
  return %dw, %db : tensor<40x6x3x3xf32>, tensor<40xf32>
}

// Large enough for the right-hand side to be packed.
func.func @wide(%x: tensor<500x131xf32>, %g: tensor<500x437xf32>) -> (tensor<131x437xf32>, tensor<437xf32>) {
  %dw = dl.matmul %x, %g transpose_lhs : tensor<500x131xf32>, tensor<500x437xf32> -> tensor<131x437xf32>
  %db = dl.reduce_sum %g axes [0] : tensor<500x437xf32> -> tensor<437xf32>
  return %dw, %db : tensor<131x437xf32>, tensor<437xf32>
}

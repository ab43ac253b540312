// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk{slices=4})' | FileCheck %s
// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk{slices=1})' | FileCheck %s --check-prefix=ONE
// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk{threads=4})' | FileCheck %s --check-prefix=CHOSEN
// RUN: dlc-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(dl-form-groups),convert-dl-to-dlk{threads=3})' | FileCheck %s --check-prefix=THREE

// Flat memory is cut at cache lines; the last slice is shorter.
// CHECK: dlk.rows sizes [4030000] slice %{{.*}} of 4 by 1007552 along 0
// ONE: dlk.rows sizes [4030000] slice %{{.*}} of 1 by 0 along -1
func.func @predict(%x: tensor<4030x1000xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<4030x1000xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.exp %x : tensor<4030x1000xf32>
  return %0 : tensor<4030x1000xf32>
}

// -----

// Rows with a reduction are cut by rows.
// CHECK: dlk.rows sizes [4030, 1000] slice %{{.*}} of 4 by 1008 along 0
func.func @predict(%x: tensor<4030x1000xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<4030xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.reduce_max %x axes [1] : tensor<4030x1000xf32> -> tensor<4030xf32>
  return %0 : tensor<4030xf32>
}

// -----

// Columns are cut by whole vectors of them: 1000 columns are 63 vectors of 16, 16 to a slice.
// CHECK: dlk.columns max sizes [4030, 1000] slice %{{.*}} of 4 by 256 along 1
func.func @predict(%x: tensor<4030x1000xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<1000xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.reduce_max %x axes [0] : tensor<4030x1000xf32> -> tensor<1000xf32>
  return %0 : tensor<1000xf32>
}

// -----

// Products are cut by rows, of which each thread has a piece of memory to itself.
// CHECK: dlk.contract {{.*}} sizes [1, 64, 512] over [64] slice %{{.*}} of 4 by 16 along 1
func.func @predict(%x: tensor<64x64xf32> {dl.role = "input", dl.name = "x"},
                   %w: tensor<64x512xf32> {dl.role = "input", dl.name = "w"})
    -> (tensor<64x512xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.matmul %x, %w : tensor<64x64xf32>, tensor<64x512xf32> -> tensor<64x512xf32>
  return %0 : tensor<64x512xf32>
}

// -----

// CHECK: dlk.contract {{.*}} sizes [1, 512, 64] over [64] slice %{{.*}} of 4 by 128 along 1
func.func @predict(%x: tensor<512x64xf32> {dl.role = "input", dl.name = "x"},
                   %w: tensor<64x64xf32> {dl.role = "input", dl.name = "w"})
    -> (tensor<512x64xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.matmul %x, %w : tensor<512x64xf32>, tensor<64x64xf32> -> tensor<512x64xf32>
  return %0 : tensor<512x64xf32>
}

// -----

// CHECK: dlk.contract {{.*}} sizes [6, 64, 64] over [64] slice %{{.*}} of 3 by 2 along 0
// With four slices one of four threads would have nothing to do: chosen by cost, there are eight. Three threads
// have two matrices each.
// CHOSEN: dlk.contract {{.*}} sizes [6, 64, 64] over [64] slice %{{.*}} of 8 by 8 along 1
// THREE: dlk.contract {{.*}} sizes [6, 64, 64] over [64] slice %{{.*}} of 3 by 2 along 0
func.func @predict(%x: tensor<6x64x64xf32> {dl.role = "input", dl.name = "x"},
                   %w: tensor<6x64x64xf32> {dl.role = "input", dl.name = "w"})
    -> (tensor<6x64x64xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.matmul %x, %w : tensor<6x64x64xf32>, tensor<6x64x64xf32> -> tensor<6x64x64xf32>
  return %0 : tensor<6x64x64xf32>
}

// -----

// Not worth the threads' meeting; nor is one fold cut.
// CHECK: dlk.rows sizes [64, 64] slice %{{.*}} of 1 by 0 along -1
// CHECK: dlk.rows sizes [65537] slice %{{.*}} of 1 by 0 along -1
func.func @predict(%x: tensor<64x64xf32> {dl.role = "input", dl.name = "x"},
                   %y: tensor<65537xf32> {dl.role = "input", dl.name = "y"})
    -> (tensor<64xf32> {dl.role = "output", dl.name = "a"},
        tensor<f32> {dl.role = "output", dl.name = "b"}) {
  %0 = dl.reduce_sum %x axes [1] : tensor<64x64xf32> -> tensor<64xf32>
  %1 = dl.reduce_sum %y axes [0] : tensor<65537xf32> -> tensor<f32>
  return %0, %1 : tensor<64xf32>, tensor<f32>
}

// -----

// Padding is two passes over one memory, cut alike: a thread copies into the part that it filled.
// CHECK: dlk.rows sizes [6, 66, 4104] slice %[[SLICE:.*]] of 3 by 2 along 0
// CHECK: dlk.rows sizes [6, 64, 4096] slice %[[SLICE]] of 3 by 2 along 0
// ONE: dlk.rows sizes [6, 66, 4104] slice %{{.*}} of 1 by 0 along -1
// ONE: dlk.rows sizes [6, 64, 4096] slice %{{.*}} of 1 by 0 along -1
func.func @predict(%x: tensor<6x64x4096xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<6x66x4104xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.pad %x low [0, 1, 0] high [0, 1, 8] with 0.0 : tensor<6x64x4096xf32> -> tensor<6x66x4104xf32>
  return %0 : tensor<6x66x4104xf32>
}

// -----

// Where the outermost dimension is padded, a part of the copy lies in another slice of the fill.
// CHECK: dlk.rows sizes [65, 64, 4096] slice %{{.*}} of 1 by 0 along -1
// CHECK: dlk.rows sizes [64, 64, 4096] slice %{{.*}} of 1 by 0 along -1
func.func @predict(%x: tensor<64x64x4096xf32> {dl.role = "input", dl.name = "x"})
    -> (tensor<65x64x4096xf32> {dl.role = "output", dl.name = "y"}) {
  %0 = dl.pad %x low [1, 0, 0] high [0, 0, 0] with 0.0 : tensor<64x64x4096xf32> -> tensor<65x64x4096xf32>
  return %0 : tensor<65x64x4096xf32>
}

// -----

// Parts beside each other are cut alike; parts one after another, of one length, are not.
// CHECK: dlk.rows sizes [64, 16384] slice %{{.*}} of 4 by 16 along 0
// CHECK: dlk.rows sizes [64, 4096] slice %{{.*}} of 4 by 16 along 0
// CHECK: dlk.rows sizes [64, 16384] slice %{{.*}} of 1 by 0 along -1
// CHECK: dlk.rows sizes [64, 16384] slice %{{.*}} of 1 by 0 along -1
func.func @predict(%x: tensor<64x16384xf32> {dl.role = "input", dl.name = "x"},
                   %y: tensor<64x4096xf32> {dl.role = "input", dl.name = "y"})
    -> (tensor<64x20480xf32> {dl.role = "output", dl.name = "a"},
        tensor<128x16384xf32> {dl.role = "output", dl.name = "b"}) {
  %0 = dl.concat %x, %y {axis = 1 : i64} : (tensor<64x16384xf32>, tensor<64x4096xf32>) -> tensor<64x20480xf32>
  %1 = dl.concat %x, %x {axis = 0 : i64} : (tensor<64x16384xf32>, tensor<64x16384xf32>) -> tensor<128x16384xf32>
  return %0, %1 : tensor<64x20480xf32>, tensor<128x16384xf32>
}

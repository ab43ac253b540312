// RUN: dlc-opt %s -dl-assign-offsets | FileCheck %s

// Each role has its own block; entries start on cache lines; a bool takes a byte.
// CHECK: dl.variable @a parameter : tensor<3xf32> init "zeros" at 0
dl.variable @a parameter : tensor<3xf32> init "zeros"
// CHECK: dl.variable @s state : tensor<65xi1> init "zeros" at 0
dl.variable @s state : tensor<65xi1> init "zeros"
// CHECK: dl.variable @b parameter : tensor<16xf32> init "zeros" at 64
dl.variable @b parameter : tensor<16xf32> init "zeros"
// CHECK: dl.variable @c parameter : tensor<f64> init "zeros" at 128
dl.variable @c parameter : tensor<f64> init "zeros"
// CHECK: dl.variable @t state : tensor<ui8> init "zeros" at 128
dl.variable @t state : tensor<ui8> init "zeros"

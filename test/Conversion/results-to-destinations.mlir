// RUN: dlc-opt %s -dlc-results-to-destinations | FileCheck %s

dl.variable @w parameter : tensor<4xf32> init "zeros" trainable at 0
dl.variable @v parameter : tensor<4xf32> init "zeros" trainable at 64

// The places: `w` and `v` at their offsets, `x` first in its table, the step in the call itself.
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[V:.*]]: tensor<4xf32> {bufferization.writable = false, dl.name = "v", dl.role = "parameter", dlc.place = 64 : i64
// CHECK-SAME: %[[X:.*]]: tensor<4xf32> {{.*}}dl.name = "x", dl.role = "input", dlc.place = 0 : i64
// CHECK-SAME: %{{.*}}: tensor<i64> {{.*}}dl.name = "step", dl.role = "scalar"
// CHECK-SAME: %[[OUT:.*]]: memref<4xf32> {dl.name = "w", dl.role = "parameter", dlc.destination, dlc.place = 0 : i64, dlc.type = memref<4xf32>}
func.func @train_step(%v: tensor<4xf32> {dl.role = "parameter", dl.name = "v"},
                      %x: tensor<4xf32> {dl.role = "input", dl.name = "x"},
                      %step: tensor<i64> {dl.role = "scalar", dl.name = "step"})
    -> (tensor<4xf32> {dl.role = "parameter", dl.name = "w"}) {
  // CHECK: bufferization.materialize_in_destination %[[X]] in restrict writable %[[OUT]]
  // CHECK-NEXT: return{{$}}
  return %x : tensor<4xf32>
}

// Other functions have destinations, but no places.
// CHECK-LABEL: func.func @other(
// CHECK-SAME: %{{.*}}: memref<4xf32> {dlc.destination})
func.func @other(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

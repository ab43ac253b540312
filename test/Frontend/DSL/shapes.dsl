# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input ids : i32[batch, 3]
  let hot = one_hot(ids, 5)
  output a = concat([hot, zeros([batch, 3, 2])], axis = -1)
  output b = pad(hot, [0, 1, 0], [0, 0, 2], value = 1)
  output c = broadcast(expand_dims(hot, 1), [batch, 2, 3, 5])
  output d = argmax(hot)
}
# CHECK: dl.limit = 5 : i64
# CHECK: dl.one_hot %{{.*}} : tensor<32x3xi32> -> tensor<32x3x5xf32>
# CHECK: dl.concat %{{.*}} {axis = 2 : i64}
# CHECK: dl.pad %{{.*}} low [0, 1, 0] high [0, 0, 2] with 1.0
# CHECK: dl.broadcast %{{.*}} dims [0, 2, 3]
# CHECK: dl.argmax %{{.*}} {axis = 2 : i64}

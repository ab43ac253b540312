# RUN: dlc %s --emit=dl -o - | FileCheck %s
model m {
  input  x      : f32[batch, 5, 8]
  input  memory : f32[batch, 7, 6]
  input  seen   : i32[batch, 7]
  target y      : f32[batch, 5, 8]
  let att = x + attention(layer_norm(x), heads = 4, causal = true)
  let cross = attention(att, heads = 4, kv = memory, kv_heads = 2, mask = seen != 0, dropout = 0.1)
  output z = cross
  loss = mean_squared_error(cross, y)
}
# CHECK: dl.variable @att.layer_norm.weight
# CHECK: dl.variable @att.q.weight parameter : tensor<8x8xf32> init "glorot_uniform" {fan_in = 8 : i64, fan_out = 8 : i64} trainable
# CHECK: dl.variable @att.q.bias parameter : tensor<8xf32> init "zeros" trainable
# CHECK: dl.variable @att.k.weight
# CHECK: dl.variable @att.v.weight
# CHECK: dl.variable @att.o.weight
# CHECK: dl.variable @att.o.bias
# CHECK: dl.variable @cross.q.weight parameter : tensor<8x8xf32>
# CHECK: dl.variable @cross.k.weight parameter : tensor<6x4xf32>
# CHECK: dl.variable @cross.v.weight parameter : tensor<6x4xf32>
# CHECK: dl.variable @cross.o.weight parameter : tensor<8x8xf32>
# CHECK: func.func @forward
# CHECK: dl.attention %{{.*}} causal scale 0.707106781186547{{[0-9]+}} : tensor<32x4x5x2xf32>, tensor<32x4x5x2xf32>
# Dropout falls on the probabilities, in training only.
# CHECK: dl.dropout %{{.*}} : tensor<32x4x5x7xf32>
# CHECK: func.func @predict
# CHECK: dl.attention %{{.*}} mask %{{.*}} scale 0.707106781186547{{[0-9]+}} : tensor<32x4x5x2xf32>, tensor<32x2x7x2xf32>, tensor<32x7xi1>
# CHECK-NOT: dl.dropout

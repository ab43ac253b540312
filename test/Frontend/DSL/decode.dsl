# RUN: dlc %s --emit=dl -o - | FileCheck %s
# RUN: dlc %s --emit=ast -o - | FileCheck %s --check-prefix=AST
block body(tokens) {
  let emb = embedding(tokens, 9, 8)
  let h = position_embedding(emb, 6)
  let att = attention(h, heads = 2, causal = true)
  return dense(att, 9)
}
model m {
  input tokens : i32[batch, 5]
  param temperature : f32[] = ones()
  let net = body(tokens)
  output logits = net / temperature
  decode {
    input token : i32[batch, 1]
    let net = body(token)
    output next = net / temperature
  }
}
# Parameters are those of the model; what is kept from call to call is no part of it.
# CHECK: dl.variable @net.att.q.weight parameter : tensor<8x8xf32> {{.*}}trainable
# CHECK-NOT: q.weight
# CHECK: dl.variable @decode.position state : tensor<i64> init "zeros"{{$}}
# CHECK: dl.variable @net.att.keys state : tensor<32x2x5x4xf32> init "zeros"{{$}}
# CHECK: dl.variable @net.att.values state : tensor<32x2x5x4xf32> init "zeros"{{$}}
# CHECK: func.func @predict
# CHECK: dl.slice %{{.*}} : tensor<6x8xf32> -> tensor<5x8xf32>
# CHECK: dl.attention %{{.*}} causal
# CHECK: func.func @decode_step
# CHECK-SAME: tensor<i64> {dl.name = "decode.position", dl.role = "state"}
# CHECK-SAME: tensor<32x1xi32> {dl.limit = 9 : i64, dl.name = "token", dl.role = "input"}
# CHECK-SAME: -> (tensor<32x1x9xf32> {dl.name = "next", dl.role = "output"}, tensor<i64> {dl.name = "decode.position", dl.role = "state"}, tensor<32x2x5x4xf32> {dl.name = "net.att.keys", dl.role = "state"}, tensor<32x2x5x4xf32> {dl.name = "net.att.values", dl.role = "state"})
# CHECK: dl.dynamic_slice %{{.*}} axis 0 size 1 : tensor<6x8xf32>
# CHECK: %[[KEYS:.*]] = dl.dynamic_update_slice %{{.*}} axis 2 : tensor<32x2x5x4xf32>, tensor<32x2x1x4xf32>
# CHECK: %[[VALUES:.*]] = dl.dynamic_update_slice
# CHECK: dl.attention %{{.*}}, %[[KEYS]], %[[VALUES]] mask %{{.*}} scale 5.000000e-01

# AST: decode {
# AST-NEXT: input token : i32[batch, 1]

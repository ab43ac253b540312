# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
block b(x) {
  decode { output x = x }
  return x
}
model m {
  input  x : f32[batch, 5, 8]
  let y = b(x)
  let att = attention(x, heads = 2, causal = true)
  let pos = position_embedding(x, 4)
  output z = att
  decode {
    input  x   : f32[batch, 1, 8]
    input  one : f32[batch, 1, 8]
    input  two : f32[batch, 2, 8]
    target t   : i32[batch]
    let a   = attention(one, heads = 2)
    let att = attention(two, heads = 2, causal = true)
    let c   = attention(one, heads = 2, causal = true)
    let p   = position_embedding(two, 4)
    loss    = mean(one)
    metric q = mean(one)
    output z = one
  }
  decode { output w = att }
}
# CHECK: :3:3: error: 'decode' belongs in the model, not in a block
# CHECK: :10:35: error: a sequence of 5 positions is longer than the table of 4
# CHECK: :25:3: error: a model has one 'decode'
# CHECK: :13:12: error: input 'x' of 'decode' has another type than the model's; give it a name of its own
# CHECK: :7:10: note: the model's is here
# CHECK: :16:5: error: 'decode' predicts; it has inputs and no targets
# CHECK: :17:15: error: attention in 'decode' must be causal: later positions are not there yet
# CHECK: :18:15: error: 'decode' takes one position a call, got f32[batch, 2, 8]
# CHECK: :15:12: note: 'two' is f32[batch, 2, 8]
# CHECK: :19:15: error: there is no attention 'c' outside 'decode', whose positions would say how many to remember
# CHECK: :20:15: error: 'decode' takes one position a call, got f32[batch, 2, 8]
# CHECK: :21:5: error: 'decode' predicts; it has outputs and no loss
# CHECK: :22:5: error: 'decode' predicts; it has outputs and no metric
# CHECK: :23:16: error: output 'z' of 'decode' has another type than the model's; give it a name of its own
# CHECK: :25:23: error: 'att' is not defined
# CHECK-NOT: error

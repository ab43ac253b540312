import "MODEL.onnx" as net

model imported {
  input  input_ids : i64[batch, 9]
  input  token_type_ids : i64[batch, 9]
  input  attention_mask : i64[batch, 9]
  target label : i32[batch]
  let y = net(input_ids, token_type_ids, attention_mask)
  output logits = y
  output hidden = y.hidden
  loss = softmax_cross_entropy(y, label)
}

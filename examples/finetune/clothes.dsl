# The network of digits.dsl, imported, with a new head for ten kinds of clothes. Options choose what else is trained:
#   --set 'freeze="digits.*"'                                                             the head alone
#   --set 'freeze="digits.*"' --set 'lora=lora(rank = 4, alpha = 8, targets = ["digits.*"])'   and changes of low rank
#   --set 'groups=[group("digits.*", lr = 3e-4)]'                                         all of it, the old part slower
import "digits.onnx" as digits

model clothes {
  input  image : u8[batch, 28, 28]
  target label : i32[batch]

  let kind = dense(digits(image).features, 10)

  output probabilities = softmax(kind)
  loss   = softmax_cross_entropy(kind, label)
  metric accuracy = accuracy(kind, label)
}

train {
  data      = npz("few.npz")
  batch     = 50
  epochs    = 20
  optimizer = adam(lr = 1e-3)
}

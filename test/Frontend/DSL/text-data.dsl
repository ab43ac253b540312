# RUN: dlc %s --emit=dl -o - | FileCheck %s
# RUN: not dlc %s --emit=dl -o - --set data.tokens=byte --set data.windows=-1 2>&1 | FileCheck %s --check-prefix=WRONG
model m {
  input  tokens : i32[batch, 8]
  target next   : i32[batch, 8]
  loss = softmax_cross_entropy(dense(embedding(tokens, 10, 4), 10), next)
}
train { data = text("corpus.txt", tokens = bytes, windows = 300) }
# CHECK: data = {kind = "text", path = "corpus.txt", split = 9.000000e-01 : f64, tokens = "bytes", windows = 300 : i64}
# WRONG: error: 'tokens' of 'text' is characters or bytes, got 'byte'; did you mean 'bytes'?
# WRONG: error: 'windows' is at least 0, got the number -1

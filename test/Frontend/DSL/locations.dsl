# RUN: dlc %s --emit=dl -o - --mlir-print-debuginfo | FileCheck %s
# RUN: dlc %s --emit=dl -o - | FileCheck %s --check-prefix=PLAIN
block up(x) {
  let wide = dense(x, 8)
  return relu(wide)
}
model m {
  input x : f32[batch, 4]
  output y = up(x) as layers[3]
}
# PLAIN: dl.matmul
# CHECK: #[[F:.*]] = loc("{{.*}}locations.dsl":4:14)
# CHECK: dl.matmul {{.*}} loc(#[[L:.*]])
# CHECK: #[[L]] = loc("layers.3.wide"(#[[F]]))

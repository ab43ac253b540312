// DEFINE: %{in} = --in arg0=random:1 --in arg1=random:2 --in arg2=random:3
// RUN: dlc-run %s %{in} --compare=1e-5
// RUN: dlc-run %s %{in} --compare=1e-12 --precision=f64
// RUN: dlc-run %s %{in} --compare=1e-5 --target-cpu=x86-64-v3
// Squares, where rows and columns are as many, so that taking one for the other shows in values alone.

func.func @f(%x: tensor<9x9xf32>, %y: tensor<9x9xf32>, %v: tensor<9xf32>)
    -> (tensor<9x9xf32>, tensor<9x9xf32>, tensor<9xf32>, tensor<9x9xf32>, tensor<9xi1>, tensor<1xf32>, tensor<f32>) {
  // A row's sum, wanted for each column.
  %sum = dl.reduce_sum %x axes [1] : tensor<9x9xf32> -> tensor<9xf32>
  %across = dl.broadcast %sum dims [1] : tensor<9xf32> -> tensor<9x9xf32>
  %scaled = dl.mul %x, %across : tensor<9x9xf32>
  // Both ways at once, after a product.
  %down = dl.broadcast %sum dims [0] : tensor<9xf32> -> tensor<9x9xf32>
  %product = dl.matmul %x, %y transpose_rhs : tensor<9x9xf32>, tensor<9x9xf32> -> tensor<9x9xf32>
  %norms = dl.add %down, %across : tensor<9x9xf32>
  %similar = dl.mul %product, %norms : tensor<9x9xf32>
  // One value a row, left in memory beside the rows.
  %e = dl.exp %v : tensor<9xf32>
  %wide = dl.broadcast %e dims [0] : tensor<9xf32> -> tensor<9x9xf32>
  %rows = dl.mul %y, %wide : tensor<9x9xf32>
  // A comparison that is used, and returned.
  %less = dl.compare lt %e, %sum : tensor<9xf32>
  // A broadcast maximum that is both an operand and, renamed, a result.
  %max = dl.reduce_max %y axes [0, 1] : tensor<9x9xf32> -> tensor<f32>
  %one = dl.broadcast %max dims [] : tensor<f32> -> tensor<1xf32>
  %square = dl.mul %one, %one : tensor<1xf32>
  %same = dl.reshape %one : tensor<1xf32> -> tensor<f32>
  return %scaled, %similar, %e, %rows, %less, %square, %same
    : tensor<9x9xf32>, tensor<9x9xf32>, tensor<9xf32>, tensor<9x9xf32>, tensor<9xi1>, tensor<1xf32>, tensor<f32>
}

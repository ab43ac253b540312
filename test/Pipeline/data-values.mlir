// DEFINE: %{in} = --in arg0=random:1 --in arg1=random:2:-2:40 --in arg2=random:3:0:255 --in arg3=42 --in arg4=7
// RUN: dlc-run %s %{in} --compare=1e-5 --team=3
// RUN: dlc-run %s %{in} --compare=1e-5 --team=2 --slices=5 --target-cpu=x86-64-v3
// RUN: dlc-run %s %{in} --compare=1e-12 --precision=f64
// Integers, bytes, bools, rows by index and random numbers, large enough to be cut into slices. Some
// indices are outside the table.

func.func @f(%table: tensor<37x1031xf32>, %index: tensor<53xi32>, %bytes: tensor<211x307xui8>,
             %seed: tensor<i64>, %step: tensor<i64>)
    -> (tensor<53x1031xf32>, tensor<37x1031xf32>, tensor<37xi32>, tensor<1031xi32>, tensor<211xui8>,
        tensor<307xui8>, tensor<211x307xi1>, tensor<307x211xui8>, tensor<211x307xf32>, tensor<37x1031xf32>,
        tensor<37x1031xf32>, tensor<211x614xui8>, tensor<106x103xui8>, tensor<53xf32>, tensor<40x1036xf32>) {
  %rows = dl.gather %table[%index] : tensor<37x1031xf32>, tensor<53xi32> -> tensor<53x1031xf32>
  %sums = dl.scatter_add %table[%index], %rows : tensor<37x1031xf32>, tensor<53xi32>, tensor<53x1031xf32>
  %best = dl.argmax %table {axis = 1 : i64} : tensor<37x1031xf32> -> tensor<37xi32>
  %first = dl.argmax %table {axis = 0 : i64} : tensor<37x1031xf32> -> tensor<1031xi32>
  %max = dl.reduce_max %bytes axes [1] : tensor<211x307xui8> -> tensor<211xui8>
  %sum = dl.reduce_sum %bytes axes [0] : tensor<211x307xui8> -> tensor<307xui8>
  %limit = dl.constant dense<128> : tensor<211x307xui8>
  %high = dl.compare ge %bytes, %limit : tensor<211x307xui8>
  %turned = dl.transpose %bytes [1, 0] : tensor<211x307xui8> -> tensor<307x211xui8>
  %float = dl.cast %bytes : tensor<211x307xui8> -> tensor<211x307xf32>
  %dropped = dl.dropout %table, %seed, %step {rate = 0.3 : f64, stream = 5 : i64} : tensor<37x1031xf32>
  %normal = dl.random_normal %seed, %step {mean = 0.5 : f64, std = 2.0 : f64, stream = 6 : i64} : tensor<37x1031xf32>
  %twice = dl.concat %bytes, %bytes {axis = 1 : i64} : (tensor<211x307xui8>, tensor<211x307xui8>) -> tensor<211x614xui8>
  %part = dl.slice %bytes from [0, 1] to [211, 307] by [2, 3] : tensor<211x307xui8> -> tensor<106x102xui8>
  %wide = dl.pad %part low [0, 1] high [0, 0] with 7.0 : tensor<106x102xui8> -> tensor<106x103xui8>
  %loss = dl.softmax_cross_entropy %rows, %index : tensor<53x1031xf32>, tensor<53xi32> -> tensor<53xf32>
  %padded = dl.pad %dropped low [1, 2] high [2, 3] with -1.0 : tensor<37x1031xf32> -> tensor<40x1036xf32>
  return %rows, %sums, %best, %first, %max, %sum, %high, %turned, %float, %dropped, %normal, %twice, %wide, %loss, %padded
    : tensor<53x1031xf32>, tensor<37x1031xf32>, tensor<37xi32>, tensor<1031xi32>, tensor<211xui8>,
      tensor<307xui8>, tensor<211x307xi1>, tensor<307x211xui8>, tensor<211x307xf32>, tensor<37x1031xf32>,
      tensor<37x1031xf32>, tensor<211x614xui8>, tensor<106x103xui8>, tensor<53xf32>, tensor<40x1036xf32>
}

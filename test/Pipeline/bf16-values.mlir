// DEFINE: %{run} = dlc-run %s --precision=bf16 --compare=1e-6 --in arg0=random:1:-8:8 --in arg1=random:2:-8:8
// RUN: %{run} --entry=odd | FileCheck %s --check-prefix=EQUAL
// RUN: %{run} --entry=transposed | FileCheck %s --check-prefix=EQUAL
// RUN: %{run} --entry=turned --slices=3 --team=2 | FileCheck %s --check-prefix=EQUAL
// RUN: %{run} --entry=batched --slices=4 --team=2 | FileCheck %s --check-prefix=EQUAL
// RUN: %{run} --entry=deep | FileCheck %s --check-prefix=EQUAL
// RUN: %{run} --entry=padded --layout=channels-last | FileCheck %s --check-prefix=EQUAL
// RUN: %{run} --entry=padded --layout=batch-innermost | FileCheck %s --check-prefix=EQUAL
// RUN: %{run} --entry=odd --target-cpu=x86-64-v3 | FileCheck %s --check-prefix=EQUAL
// RUN: %{run} --entry=transposed --target-cpu=x86-64-v3 | FileCheck %s --check-prefix=EQUAL
// RUN: %{run} --entry=batched --target-cpu=x86-64-v3 | FileCheck %s --check-prefix=EQUAL
// RUN: %{run} --entry=padded --layout=batch-innermost --target-cpu=x86-64-v3 | FileCheck %s --check-prefix=EQUAL
// Whole numbers of few bits are numbers of bf16, and so are the sums of their products numbers of f32:
// both pipelines must agree to the last bit.
// EQUAL: result0: largest difference 0.0e+00

func.func @odd(%x: tensor<37x27xf32>, %y: tensor<27x43xf32>) -> tensor<37x43xf32> {
  %xi = dl.cast %x : tensor<37x27xf32> -> tensor<37x27xi32>
  %yi = dl.cast %y : tensor<27x43xf32> -> tensor<27x43xi32>
  %a = dl.cast %xi : tensor<37x27xi32> -> tensor<37x27xf32>
  %b = dl.cast %yi : tensor<27x43xi32> -> tensor<27x43xf32>
  %c = dl.matmul %a, %b : tensor<37x27xf32>, tensor<27x43xf32> -> tensor<37x43xf32>
  return %c : tensor<37x43xf32>
}

func.func @transposed(%x: tensor<30x37xf32>, %y: tensor<30x70xf32>) -> tensor<37x70xf32> {
  %xi = dl.cast %x : tensor<30x37xf32> -> tensor<30x37xi32>
  %yi = dl.cast %y : tensor<30x70xf32> -> tensor<30x70xi32>
  %a = dl.cast %xi : tensor<30x37xi32> -> tensor<30x37xf32>
  %b = dl.cast %yi : tensor<30x70xi32> -> tensor<30x70xf32>
  %c = dl.matmul %a, %b transpose_lhs : tensor<30x37xf32>, tensor<30x70xf32> -> tensor<37x70xf32>
  return %c : tensor<37x70xf32>
}

func.func @turned(%x: tensor<64x32xf32>, %y: tensor<128x32xf32>) -> tensor<64x128xf32> {
  %xi = dl.cast %x : tensor<64x32xf32> -> tensor<64x32xi32>
  %yi = dl.cast %y : tensor<128x32xf32> -> tensor<128x32xi32>
  %a = dl.cast %xi : tensor<64x32xi32> -> tensor<64x32xf32>
  %b = dl.cast %yi : tensor<128x32xi32> -> tensor<128x32xf32>
  %c = dl.matmul %a, %b transpose_rhs : tensor<64x32xf32>, tensor<128x32xf32> -> tensor<64x128xf32>
  return %c : tensor<64x128xf32>
}

func.func @batched(%x: tensor<6x17x24xf32>, %y: tensor<6x24x33xf32>) -> tensor<6x17x33xf32> {
  %xi = dl.cast %x : tensor<6x17x24xf32> -> tensor<6x17x24xi32>
  %yi = dl.cast %y : tensor<6x24x33xf32> -> tensor<6x24x33xi32>
  %a = dl.cast %xi : tensor<6x17x24xi32> -> tensor<6x17x24xf32>
  %b = dl.cast %yi : tensor<6x24x33xi32> -> tensor<6x24x33xf32>
  %c = dl.matmul %a, %b : tensor<6x17x24xf32>, tensor<6x24x33xf32> -> tensor<6x17x33xf32>
  return %c : tensor<6x17x33xf32>
}

// So deep that a panel holds one vector of columns, and only some of the tiles.
func.func @deep(%x: tensor<4100x20xf32>, %y: tensor<4100x200xf32>) -> tensor<20x200xf32> {
  %xi = dl.cast %x : tensor<4100x20xf32> -> tensor<4100x20xi32>
  %yi = dl.cast %y : tensor<4100x200xf32> -> tensor<4100x200xi32>
  %a = dl.cast %xi : tensor<4100x20xi32> -> tensor<4100x20xf32>
  %b = dl.cast %yi : tensor<4100x200xi32> -> tensor<4100x200xf32>
  %c = dl.matmul %a, %b transpose_lhs : tensor<4100x20xf32>, tensor<4100x200xf32> -> tensor<20x200xf32>
  return %c : tensor<20x200xf32>
}

func.func @padded(%x: tensor<16x12x9x9xf32>, %y: tensor<20x12x3x3xf32>) -> tensor<16x20x9x9xf32> {
  %xi = dl.cast %x : tensor<16x12x9x9xf32> -> tensor<16x12x9x9xi32>
  %yi = dl.cast %y : tensor<20x12x3x3xf32> -> tensor<20x12x3x3xi32>
  %a = dl.cast %xi : tensor<16x12x9x9xi32> -> tensor<16x12x9x9xf32>
  %b = dl.cast %yi : tensor<20x12x3x3xi32> -> tensor<20x12x3x3xf32>
  %c = dl.conv2d %a, %b strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1
    : tensor<16x12x9x9xf32>, tensor<20x12x3x3xf32> -> tensor<16x20x9x9xf32>
  return %c : tensor<16x20x9x9xf32>
}

// RUN: not dlc-run %s --entry=g 2>&1 | FileCheck %s --check-prefix=FUNCTION
// RUN: not dlc-run %s 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not dlc-run %s --in arg0=1,2 2>&1 | FileCheck %s --check-prefix=COUNT
// RUN: not dlc-run %s --in arg0=1,2,x 2>&1 | FileCheck %s --check-prefix=NUMBER
// RUN: not dlc-run %s --in arg0=random:1:2 2>&1 | FileCheck %s --check-prefix=RANDOM
// RUN: not dlc-run %s --in arg0=@%s 2>&1 | FileCheck %s --check-prefix=NPY
// RUN: not dlc-run %s --in arg0=@%t.none 2>&1 | FileCheck %s --check-prefix=FILE

// FUNCTION: has no function 'g'
// MISSING: needs --in arg0=
// COUNT: 'arg0' has 3 elements, got 2
// NUMBER: 'arg0' needs numbers, got 'x'
// RANDOM: 'arg0' needs random:SEED or random:SEED:LOW:HIGH
// NPY: is not a .npy file
// FILE: cannot be read: No such file or directory
func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  return %x : tensor<3xf32>
}

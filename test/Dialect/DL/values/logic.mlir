// DEFINE: %{run} = dlc-run %s --digits=5 \
// DEFINE:   --in arg0=0,0,1,1 \
// DEFINE:   --in arg1=0,1,0,1 \
// DEFINE:   --in arg2=1,2,3,4 \
// DEFINE:   --in arg3=5,6,7,8
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// Logic and select.

// CHECK: not: 1 1 0 0
// CHECK: and: 0 0 0 1
// CHECK: or: 0 1 1 1
// CHECK: select: 5 6 3 4
func.func @f(%p: tensor<4xi1>, %q: tensor<4xi1>, %a: tensor<4xf32>, %b: tensor<4xf32>)
    -> (tensor<4xi1> {dl.name = "not"},
        tensor<4xi1> {dl.name = "and"},
        tensor<4xi1> {dl.name = "or"},
        tensor<4xf32> {dl.name = "select"}) {
  %not = dl.not %p : tensor<4xi1>
  %and = dl.and %p, %q : tensor<4xi1>
  %or = dl.or %p, %q : tensor<4xi1>
  %select = dl.select %p, %a, %b : tensor<4xi1>, tensor<4xf32>
  return %not, %and, %or, %select : tensor<4xi1>, tensor<4xi1>, tensor<4xi1>, tensor<4xf32>
}

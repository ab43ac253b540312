// DEFINE: %{run} = dlc-run %s --digits=5 --in x=1,2,4,8,1000,1001,1003,1002
// RUN: %{run} | FileCheck %s
// RUN: %{run} --pipeline=optimised | FileCheck %s
// torch.nn.functional.rms_norm of PyTorch 2.13.

// CHECK: y: 0.21693 0.43386 0.86772 1.7354 0.9985 0.9995 1.0015 1.0005
func.func @f(%x: tensor<2x4xf32> {dl.name = "x"}) -> (tensor<2x4xf32> {dl.name = "y"}) {
  %y = dl.rms_normalize %x axes [1] epsilon 1.0e-5 : tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

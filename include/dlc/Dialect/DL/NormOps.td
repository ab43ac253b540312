//===- NormOps.td - Normalisation ---------------------------*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_NORMOPS
#define DLC_DIALECT_DL_NORMOPS

include "dlc/Dialect/DL/DLBase.td"

def DL_NormalizeOp : DL_Op<"normalize", [DL_Infers]> {
  let summary = "(x - mean) / sqrt(variance + epsilon), with the mean and the variance over `axes`";
  let description = [{
    The core of batch normalisation (Ioffe, Szegedy 2015), of layer normalisation (Ba, Kiros, Hinton
    2016) and of their relatives, which differ in the axes. `mean` and `variance` (divided by the
    number of elements) no longer have the axes.

    With `n_valid`, the rows of dimension 0, which is one of the axes, from `n_valid` on are padding:
    they count in no statistic and their result is 0, whatever they hold.

    Example: `%y, %mean, %variance = dl.normalize %x, %n axes [0, 2] epsilon 1.0e-5 : tensor<8x3x4xf32>`
  }];
  let arguments = (ins DL_FloatTensor:$operand, Optional<DL_I64Scalar>:$n_valid,
                       DenseI64ArrayAttr:$axes, DL_DoubleAttr:$epsilon);
  let results = (outs DL_FloatTensor:$result, DL_FloatTensor:$mean, DL_FloatTensor:$variance);
  let assemblyFormat = "$operand (`,` $n_valid^)? `axes` $axes `epsilon` $epsilon attr-dict `:` type($operand)";
}

def DL_RmsNormalizeOp : DL_Op<"rms_normalize", [DL_Infers]> {
  let summary = "x / sqrt(mean(x^2) + epsilon), with the mean over `axes`";
  let description = [{ Zhang, Sennrich: Root Mean Square Layer Normalization, 2019. }];
  let arguments = (ins DL_FloatTensor:$operand, DenseI64ArrayAttr:$axes, DL_DoubleAttr:$epsilon);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = "$operand `axes` $axes `epsilon` $epsilon attr-dict `:` type($operand)";
}

#endif

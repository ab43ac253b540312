//===- NNOps.td - Operations of neural networks -------------*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_NNOPS
#define DLC_DIALECT_DL_NNOPS

include "dlc/Dialect/DL/DLBase.td"

class DL_SoftmaxLikeOp<string mnemonic, string text>
    : DL_Op<mnemonic, [SameOperandsAndResultType]> {
  let summary = text;
  let arguments = (ins DL_FloatTensor:$operand, DL_Int64Attr:$axis);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = "$operand attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def DL_SoftmaxOp : DL_SoftmaxLikeOp<"softmax", "e^x / sum(e^x) along `axis`, shifted by the maximum">;
def DL_LogSoftmaxOp : DL_SoftmaxLikeOp<"log_softmax", "x - log(sum(e^x)) along `axis`, shifted by the maximum">;

def DL_DropoutOp : DL_Op<"dropout", [AllTypesMatch<["operand", "result"]>]> {
  let summary = "zeroes each element with probability `rate`, scales the others by 1 / (1 - rate)";
  let description = [{
    Srivastava et al.: Dropout, JMLR 2014. The mask is `dl.random_uniform(seed, counter) >= rate` of
    the same `stream`: a function of its operands, so the backward graph draws it again.
  }];
  let arguments = (ins DL_FloatTensor:$operand, DL_I64Scalar:$seed, DL_I64Scalar:$counter,
                       DL_DoubleAttr:$rate, DL_Int64Attr:$stream);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = "$operand `,` $seed `,` $counter attr-dict `:` type($operand)";
  let hasVerifier = 1;
}

def DL_StopGradientOp : DL_Op<"stop_gradient", [AllTypesMatch<["operand", "result"]>]> {
  let summary = "the operand, as a constant to differentiation";
  let arguments = (ins DL_FloatTensor:$operand);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = "$operand attr-dict `:` type($result)";
}

def DL_OneHotOp : DL_Op<"one_hot"> {
  let summary = "1 at the class that the index names, 0 at all others";
  let description = [{
    indices [idx…] give [idx…, C]; an index outside [0, C) gives zeros.
    Example: `%y = dl.one_hot %ids : tensor<4xi32> -> tensor<4x10xf32>`
  }];
  let arguments = (ins DL_IndexTensor:$indices);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = "$indices attr-dict `:` type($indices) `->` type($result)";
  let hasVerifier = 1;
}

#endif

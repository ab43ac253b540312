//===- ReductionOps.td - Fewer dimensions out than in -------*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_REDUCTIONOPS
#define DLC_DIALECT_DL_REDUCTIONOPS

include "dlc/Dialect/DL/DLBase.td"

class DL_ReduceOp<string mnemonic, string text, TypeConstraint type = DL_NumberTensor>
    : DL_Op<mnemonic, [DL_Infers]> {
  let summary = text # " over `axes`, which the result no longer has";
  let arguments = (ins type:$operand, DenseI64ArrayAttr:$axes);
  let results = (outs type:$result);
  let assemblyFormat = "$operand `axes` $axes attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
}

def DL_ReduceSumOp : DL_ReduceOp<"reduce_sum", "sum">;
def DL_ReduceMeanOp : DL_ReduceOp<"reduce_mean", "arithmetic mean", DL_FloatTensor>;
def DL_ReduceMaxOp : DL_ReduceOp<"reduce_max", "maximum (NaN if any element is)">;
def DL_ReduceMinOp : DL_ReduceOp<"reduce_min", "minimum (NaN if any element is)">;
def DL_ReduceProdOp : DL_ReduceOp<"reduce_prod", "product">;

def DL_ArgmaxOp : DL_Op<"argmax", [DL_Infers]> {
  let summary = "index of the first maximum along `axis`, which the result no longer has";
  let arguments = (ins DL_NumberTensor:$operand, DL_Int64Attr:$axis);
  let results = (outs StaticShapeTensorOf<[I32]>:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand) `->` type($result)";
}

#endif

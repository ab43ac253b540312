//===- LossOps.td - Losses and metrics of each element ------*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_LOSSOPS
#define DLC_DIALECT_DL_LOSSOPS

include "dlc/Dialect/DL/ElementwiseOps.td"

// Losses keep the shape of what they judge; the mean over the valid elements is the graph's.
def DL_SoftmaxCrossEntropyOp : DL_Op<"softmax_cross_entropy", [DL_Infers]> {
  let summary = "-log softmax(logits)[label] of each row";
  let description = [{ logits [rows…, C] and labels [rows…] in [0, C) give [rows…]; a label outside gives log(sum(e^logits)), as if no class were right. }];
  let arguments = (ins DL_FloatTensor:$logits, DL_IndexTensor:$labels);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = "$logits `,` $labels attr-dict `:` type($logits) `,` type($labels) `->` type($result)";
}

def DL_SoftmaxCrossEntropyDenseOp : DL_Op<"softmax_cross_entropy_dense", [DL_Infers, AllTypesMatch<["logits", "targets"]>]> {
  let summary = "-sum(targets * log softmax(logits)) of each row";
  let arguments = (ins DL_FloatTensor:$logits, DL_FloatTensor:$targets);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = "$logits `,` $targets attr-dict `:` type($logits) `->` type($result)";
}

def DL_BinaryCrossEntropyOp : DL_BinaryOp<"binary_cross_entropy",
    "max(a, 0) - a b + log(1 + e^-|a|): a logit a against a probability b", DL_FloatTensor>;
def DL_SquaredErrorOp : DL_BinaryOp<"squared_error", "(a - b)^2", DL_FloatTensor>;
def DL_AbsoluteErrorOp : DL_BinaryOp<"absolute_error", "|a - b|", DL_FloatTensor>;
def DL_HuberOp : DL_BinaryOp<"huber", "d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2), d = a - b", DL_FloatTensor> {
  let description = [{ Huber: Robust Estimation of a Location Parameter, 1964. }];
  let arguments = (ins DL_FloatTensor:$lhs, DL_FloatTensor:$rhs, DefaultValuedAttr<DL_DoubleAttr, "1.0">:$delta);
}

def DL_AccuracyOp : DL_Op<"accuracy", [DL_Infers]> {
  let summary = "1 for each row whose (first) largest logit is the label's, else 0";
  let arguments = (ins DL_FloatTensor:$logits, DL_IndexTensor:$labels);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = "$logits `,` $labels attr-dict `:` type($logits) `,` type($labels) `->` type($result)";
}

#endif

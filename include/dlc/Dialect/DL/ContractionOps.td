//===- ContractionOps.td - Sums of products -----------------*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_CONTRACTIONOPS
#define DLC_DIALECT_DL_CONTRACTIONOPS

include "dlc/Dialect/DL/DLBase.td"

def DL_MatmulOp : DL_Op<"matmul", [DL_Infers]> {
  let summary = "matrix product of the last two dimensions, one for each index of the leading ones";
  let description = [{
    lhs [batch…, M, K] (or [batch…, K, M] with `transpose_lhs`) times rhs [batch…, K, N] (or
    [batch…, N, K] with `transpose_rhs`) gives [batch…, M, N].
    Example: `%c = dl.matmul %a, %b transpose_rhs : tensor<2x3xf32>, tensor<4x3xf32> -> tensor<2x4xf32>`
  }];
  let arguments = (ins DL_FloatTensor:$lhs, DL_FloatTensor:$rhs, UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs (`transpose_lhs` $transpose_lhs^)? (`transpose_rhs` $transpose_rhs^)? attr-dict
    `:` type($lhs) `,` type($rhs) `->` type($result)
  }];
  let hasCanonicalizer = 1;
}

#endif

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

def DL_ContractOp : DL_Op<"contract"> {
  let summary = "sums of products over affine indices";
  let description = [{
    result[p] is the sum over all r of `reductions` of lhs[lhs_map(p, r)] * rhs[rhs_map(p, r)]; terms
    whose index lies outside an operand are zero. The form in which convolutions reach code generation,
    after a layout is chosen for their tensors: `dl-assign-layouts` makes it. `blocked` is a hint to
    walk the first reductions outside the tiles of the result.
    Example, x [L] times a filter of 3 with padding 1:
    `dl.contract %w at affine_map<(i, r) -> (r)>, %x at affine_map<(i, r) -> (i + r - 1)> over [3]`
  }];
  let arguments = (ins DL_FloatTensor:$lhs, DL_FloatTensor:$rhs, AffineMapAttr:$lhs_map, AffineMapAttr:$rhs_map,
                       DenseI64ArrayAttr:$reductions, DefaultValuedAttr<DL_Int64Attr, "0">:$blocked);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = [{
    $lhs `at` $lhs_map `,` $rhs `at` $rhs_map `over` $reductions (`blocked` $blocked^)? attr-dict
    `:` type($lhs) `,` type($rhs) `->` type($result)
  }];
  let hasVerifier = 1;
}

#endif

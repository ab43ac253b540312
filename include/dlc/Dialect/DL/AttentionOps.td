//===- AttentionOps.td - Attention --------------------------*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_ATTENTIONOPS
#define DLC_DIALECT_DL_ATTENTIONOPS

include "dlc/Dialect/DL/DLBase.td"

def DL_AttentionOp : DL_Op<"attention", [DL_Infers, AllTypesMatch<["key", "value"]>]> {
  let summary = "softmax(scale query key^T) value, for each head";
  let description = [{
    Vaswani et al.: Attention Is All You Need, 2017. Query [B, H, T, D], key and value [B, G, S, D],
    where G divides H: H / G heads in a row share a key and a value (Ainslie et al.: GQA, 2023). The
    result is shaped like the query.

    Position t sees key s where mask [B, S], if there is one, is true and, with `causal`,
    s <= t + S - T: the last query sees all keys. One that sees nothing gives zeros.

    Example: `%y = dl.attention %q, %k, %v mask %m causal scale 0.125 : tensor<2x4x8x64xf32>, tensor<2x4x8x64xf32>, tensor<2x8xi1>`
  }];
  let arguments = (ins DL_FloatTensor:$query, DL_FloatTensor:$key, DL_FloatTensor:$value,
                       Optional<DL_BoolTensor>:$mask, UnitAttr:$causal, DL_DoubleAttr:$scale);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = [{
    $query `,` $key `,` $value (`mask` $mask^)? (`causal` $causal^)? `scale` $scale attr-dict
    `:` type($query) `,` type($key) (`,` type($mask)^)?
  }];
}

#endif

//===- GroupOps.td - Ops that share one pass over memory ----*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_GROUPOPS
#define DLC_DIALECT_DL_GROUPOPS

include "dlc/Dialect/DL/DLBase.td"

def DL_GroupKind : I32EnumAttr<"GroupKind", "how the kernel of a group walks over memory", [
    // Elementwise ops and reductions of the innermost dimension, row by row.
    I32EnumAttrCase<"Rows", 0, "rows">,
    // One reduction of the outermost dimension, preceded by elementwise ops.
    I32EnumAttrCase<"Columns", 1, "columns">,
    // One matmul, followed by elementwise ops on its tiles.
    I32EnumAttrCase<"Contraction", 2, "contraction">,
    // One op that only moves elements.
    I32EnumAttrCase<"Move", 3, "move">]> {
  let cppNamespace = "::dlc::dl";
  let genSpecializedAttr = 0;
}
def DL_GroupKindAttr : EnumAttr<DL_Dialect, DL_GroupKind, "group_kind">;

def DL_GroupOp : Op<DL_Dialect, "group", [SingleBlock, RecursiveMemoryEffects, RecursivelySpeculatable]> {
  let summary = "ops that become one kernel";
  let description = [{
    The region sees the values of the function around it. Values used outside are yielded and are the
    only ones that live in memory.

    A group of kind `contraction` holds one matmul, one of kind `move` one op that moves elements;
    groups of other kinds hold neither. Groups do not nest.
  }];
  let arguments = (ins DL_GroupKindAttr:$kind);
  let results = (outs Variadic<DL_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$kind $body attr-dict `:` type($results)";
  let hasRegionVerifier = 1;
}

def DL_YieldOp : DL_Op<"yield", [Terminator, HasParent<"GroupOp">]> {
  let summary = "the values that a group leaves in memory";
  let arguments = (ins Variadic<DL_Tensor>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

#endif

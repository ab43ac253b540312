//===- ShapeOps.td - Moving elements without changing them --*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_SHAPEOPS
#define DLC_DIALECT_DL_SHAPEOPS

include "dlc/Dialect/DL/DLBase.td"

def DL_BroadcastOp : DL_Op<"broadcast"> {
  let summary = "repeats the operand along new dimensions";
  let description = [{
    `dims[i]` is the result's dimension that the operand's dimension i becomes: strictly increasing,
    equal sizes. Example: `%b = dl.broadcast %x dims [1] : tensor<3xf32> -> tensor<2x3xf32>`
  }];
  let arguments = (ins DL_Tensor:$operand, DenseI64ArrayAttr:$dims);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$operand `dims` $dims attr-dict `:` type($operand) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def DL_ReshapeOp : DL_Op<"reshape", [SameOperandsAndResultElementType]> {
  let summary = "the same elements in row-major order under another shape";
  let arguments = (ins DL_Tensor:$operand);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def DL_TransposeOp : DL_Op<"transpose", [DL_Infers]> {
  let summary = "result dimension i is operand dimension permutation[i]";
  let arguments = (ins DL_Tensor:$operand, DenseI64ArrayAttr:$permutation);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$operand $permutation attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
}

def DL_SliceOp : DL_Op<"slice", [DL_Infers]> {
  let summary = "elements starts, starts + strides, … below limits of each dimension";
  let arguments = (ins DL_Tensor:$operand, DenseI64ArrayAttr:$starts, DenseI64ArrayAttr:$limits,
                       DenseI64ArrayAttr:$strides);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$operand `from` $starts `to` $limits `by` $strides attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
}

def DL_PadOp : DL_Op<"pad", [DL_Infers]> {
  let summary = "adds low[i] elements of `value` before and high[i] after dimension i";
  let arguments = (ins DL_Tensor:$operand, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high, DL_DoubleAttr:$value);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$operand `low` $low `high` $high `with` $value attr-dict `:` type($operand) `->` type($result)";
}

def DL_DynamicSliceOp : DL_Op<"dynamic_slice", [DL_Infers]> {
  let summary = "`size` elements along `axis` from `position` on, a run-time number";
  let description = [{
    A position below 0 or above the last that leaves room for `size` elements counts as that end.
    Example: `%y = dl.dynamic_slice %x at %p axis 1 size 2 : tensor<4x8xf32>`
  }];
  let arguments = (ins DL_Tensor:$operand, DL_I64Scalar:$position, DL_Int64Attr:$axis, DL_Int64Attr:$size);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$operand `at` $position `axis` $axis `size` $size attr-dict `:` type($operand)";
}

def DL_DynamicUpdateSliceOp : DL_Op<"dynamic_update_slice", [AllTypesMatch<["operand", "result"]>]> {
  let summary = "the operand with `update` in place of what dl.dynamic_slice gives";
  let description = [{
    The update has the operand's shape but along `axis`. Carries the caches of a decoder.
    Example: `%y = dl.dynamic_update_slice %x, %u at %p axis 1 : tensor<4x8xf32>, tensor<4x2xf32>`
  }];
  let arguments = (ins DL_Tensor:$operand, DL_Tensor:$update, DL_I64Scalar:$position, DL_Int64Attr:$axis);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$operand `,` $update `at` $position `axis` $axis attr-dict `:` type($operand) `,` type($update)";
  let hasVerifier = 1;
}

def DL_ConcatOp : DL_Op<"concat", [DL_Infers]> {
  let summary = "the operands one after another along `axis`";
  let arguments = (ins Variadic<DL_Tensor>:$operands, DL_Int64Attr:$axis);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$operands attr-dict `:` functional-type($operands, $result)";
  let hasFolder = 1;
}

def DL_GatherOp : DL_Op<"gather", [DL_Infers]> {
  let summary = "rows of `table` chosen by `indices`";
  let description = [{
    table [V, rest…], indices [idx…] give [idx…, rest…]. Indices outside [0, V) give zeros; the
    runtime checks inputs against `dl.limit` before they come here.
  }];
  let arguments = (ins DL_Tensor:$table, DL_IndexTensor:$indices);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$table `[` $indices `]` attr-dict `:` type($table) `,` type($indices) `->` type($result)";
}

def DL_ScatterAddOp : DL_Op<"scatter_add", [AllTypesMatch<["base", "result"]>]> {
  let summary = "base with each row of `updates` added to the row that its index names";
  let description = [{ base [V, rest…], indices [idx…], updates [idx…, rest…]; indices outside [0, V) are dropped. }];
  let arguments = (ins DL_FloatTensor:$base, DL_IndexTensor:$indices, DL_FloatTensor:$updates);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = "$base `[` $indices `]` `,` $updates attr-dict `:` type($base) `,` type($indices) `,` type($updates)";
  let hasVerifier = 1;
}

#endif

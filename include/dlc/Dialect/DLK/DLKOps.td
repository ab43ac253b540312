//===- DLKOps.td - The dlk dialect: kernels on memory -------*- tablegen -*-===//
#ifndef DLC_DIALECT_DLK_DLKOPS
#define DLC_DIALECT_DLK_DLKOPS

include "mlir/IR/OpBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def DLK_Dialect : Dialect {
  let name = "dlk";
  let cppNamespace = "::dlc::dlk";
  let summary = "kernels over memory, the step that calls them, and what they share";
  let description = [{
    A kernel is a function with one structured op, `dlk.rows`, `dlk.columns` or `dlk.contract`, whose
    region computes one element with scalar arithmetic. Code generation clones that region at the
    vector types that the target has. A step is a function of the ABI's signature that views the
    caller's memory and calls kernels, slice by slice.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect", "::mlir::LLVM::LLVMDialect"];
  let useDefaultAttributePrinterParser = 1;
}

class DLK_Op<string mnemonic, list<Trait> traits = []> : Op<DLK_Dialect, mnemonic, traits>;

def DLK_Pointer : Type<CPred<"::llvm::isa<::mlir::LLVM::LLVMPointerType>($_self)">, "pointer">,
                  BuildableType<"::mlir::LLVM::LLVMPointerType::get($_builder.getContext())">;
def DLK_Int64Attr : TypedSignlessIntegerAttrBase<I64, "int64_t", "64-bit integer">;
def DLK_MemRef : StaticShapeMemRefOf<[AnyType]>;

def DLK_Space : I32EnumAttr<"Space", "memory of a call, as in dlrt_call", [
    I32EnumAttrCase<"Parameters", 0, "parameters">, I32EnumAttrCase<"State", 1, "state">,
    I32EnumAttrCase<"Optimizer", 2, "optimizer">, I32EnumAttrCase<"Gradients", 3, "gradients">,
    I32EnumAttrCase<"Workspace", 4, "workspace">, I32EnumAttrCase<"Inputs", 5, "inputs">,
    I32EnumAttrCase<"Targets", 6, "targets">, I32EnumAttrCase<"Outputs", 7, "outputs">,
    // Fields of the call itself.
    I32EnumAttrCase<"Seed", 8, "seed">, I32EnumAttrCase<"Step", 9, "step">,
    I32EnumAttrCase<"Valid", 10, "n_valid">, I32EnumAttrCase<"LrScale", 11, "lr_scale">,
    I32EnumAttrCase<"TotalSteps", 12, "total_steps">]> {
  let cppNamespace = "::dlc::dlk";
  let genSpecializedAttr = 0;
}
def DLK_SpaceAttr : EnumAttr<DLK_Dialect, DLK_Space, "space">;

def DLK_Combine : I32EnumAttr<"Combine", "an associative operation with a neutral element", [
    I32EnumAttrCase<"Add", 0, "add">, I32EnumAttrCase<"Mul", 1, "mul">,
    I32EnumAttrCase<"Max", 2, "max">, I32EnumAttrCase<"Min", 3, "min">]> {
  let cppNamespace = "::dlc::dlk";
  let genSpecializedAttr = 0;
}
def DLK_CombineAttr : EnumAttr<DLK_Dialect, DLK_Combine, "combine">;

//===- The step -------------------------------------------------------------===//

def DLK_ViewOp : DLK_Op<"view", [Pure]> {
  let summary = "part of the caller's memory, row-major";
  let description = [{
    `offset` counts bytes from the start of a block. For inputs, targets and outputs `index` is the
    position in the table. `shift` adds bytes: of a value that memory holds in part, the view begins where all
    of it would.
  }];
  let arguments = (ins DLK_Pointer:$call, DLK_SpaceAttr:$space, DLK_Int64Attr:$index, DLK_Int64Attr:$offset,
                       Optional<Index>:$shift);
  let results = (outs DLK_MemRef:$result);
  let assemblyFormat = "$call $space `[` $index `]` `at` $offset (`plus` $shift^)? attr-dict `:` type($result)";
  let builders = [OpBuilder<(ins "::mlir::Type":$result, "::mlir::Value":$call, "Space":$space, "int64_t":$index,
                                 "int64_t":$offset), [{
    build($_builder, $_state, result, call, space, index, offset, ::mlir::Value());
  }]>];
}

def DLK_BarrierOp : DLK_Op<"barrier"> {
  let summary = "no thread goes on before all have come here; nothing at all for one thread";
  let arguments = (ins DLK_Pointer:$call, I32:$threads);
  let assemblyFormat = "$call `,` $threads attr-dict";
}

def DLK_LapOp : DLK_Op<"lap", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "adds the cycles since the lap before to `laps[index]`";
  let description = [{
    The processor's cycle counter of the lap before is the last of `laps`. A lap of that index only begins the
    next one.
  }];
  let arguments = (ins MemRefRankOf<[I64], [1]>:$laps, DLK_Int64Attr:$index);
  let assemblyFormat = "$laps `[` $index `]` attr-dict `:` type($laps)";
}

def DLK_StoreLossOp : DLK_Op<"store_loss", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "hands the loss to the caller, if it asked for it";
  let arguments = (ins DLK_Pointer:$call, DLK_MemRef:$loss);
  let assemblyFormat = "$call `,` $loss attr-dict `:` type($loss)";
}

//===- Kernels ----------------------------------------------------------------===//

// The iteration space has `sizes`; `maps` gives, for each input and then each output, its indices. The
// region's arguments are one index per dimension, then one element per input; it yields one element
// per output. An output may be an input too, if both have one map.
//
// Work is cut along dimension `split_dim` into `slices` pieces of `chunk` indices (the last may be
// shorter); a kernel's last argument is the slice to do.
class DLK_Kernel<string mnemonic> : DLK_Op<mnemonic, [
    SingleBlock, AttrSizedOperandSegments, MemoryEffects<[MemRead, MemWrite]>]> {
  let regions = (region SizedRegion<1>:$body);
  let hasVerifier = 1;
}

def DLK_RowsOp : DLK_Kernel<"rows"> {
  let summary = "elementwise work, and folds along the innermost dimension";
  let description = [{
    `dlk.fold` inside the region combines a value over the innermost dimension; what depends on no
    innermost index is the same for a whole row, and outputs of it have no innermost index.

    `range`, if there, gives the past-the-end innermost index that a row needs, as a function of the others:
    beyond it folds meet nothing but what is neutral to them, and all outputs are zero.
  }];
  let arguments = (ins Variadic<DLK_MemRef>:$inputs, Variadic<DLK_MemRef>:$outputs, Index:$slice,
                       DenseI64ArrayAttr:$sizes, OptionalAttr<AffineMapAttr>:$range, AffineMapArrayAttr:$maps,
                       DLK_Int64Attr:$split_dim, DLK_Int64Attr:$slices, DLK_Int64Attr:$chunk);
  let assemblyFormat = [{
    `sizes` $sizes (`range` $range^)? `slice` $slice `of` $slices `by` $chunk `along` $split_dim
    `maps` $maps `ins` `(` ($inputs^ `:` type($inputs))? `)` `outs` `(` $outputs `:` type($outputs) `)`
    $body attr-dict
  }];
}

def DLK_ColumnsOp : DLK_Kernel<"columns"> {
  let summary = "combines elements over a dimension that is not the innermost";
  let description = [{ Each output's map has all dimensions but `reduced`. }];
  let arguments = (ins Variadic<DLK_MemRef>:$inputs, Variadic<DLK_MemRef>:$outputs, Index:$slice,
                       DLK_CombineAttr:$combine, DefaultValuedAttr<DLK_Int64Attr, "0">:$reduced,
                       DenseI64ArrayAttr:$sizes, AffineMapArrayAttr:$maps,
                       DLK_Int64Attr:$split_dim, DLK_Int64Attr:$slices, DLK_Int64Attr:$chunk);
  let assemblyFormat = [{
    $combine (`over` $reduced^)? `sizes` $sizes `slice` $slice `of` $slices `by` $chunk `along` $split_dim
    `maps` $maps `ins` `(` ($inputs^ `:` type($inputs))? `)` `outs` `(` $outputs `:` type($outputs) `)`
    $body attr-dict
  }];
}

def DLK_ContractOp : DLK_Kernel<"contract"> {
  let summary = "sums of products over affine indices, with an epilogue on its tiles";
  let description = [{
    The element p of `sizes` is the sum over all r of `reductions` of
    lhs[lhs_map(p, r)] * rhs[rhs_map(p, r)]. A term whose index lies outside its operand counts zero:
    that is the padding of a convolution. The region's first argument after the indices is the sum.

    The innermost of `sizes` is computed in vectors; rhs is contiguous along it, lhs too or does not
    depend on it. `tile_rows` by `tile_vectors` vectors of accumulators are chosen by
    `dlk-select-tiles`; dlk::ContractShape says which dimensions they tile. The first `blocked`
    reductions are walked outside the tiles, with the sums kept in the only output meanwhile.

    `range`, if there, gives the first and the past-the-end index of the last reduction whose term an
    element needs, as functions of its own indices: the others are zero, or nobody wants the element. A tile
    leaves out what none of its elements needs.

    An output whose map leaves out some dimensions holds sums over them. It has the innermost one, and the one
    along which the work is cut.

    `column_sums`, if there, gets the sum of rhs over all r for each innermost index: the gradient of a
    bias beside that of the weight. rhs must then have no other dimension of the result and no padding.
  }];
  let arguments = (ins DLK_MemRef:$lhs, DLK_MemRef:$rhs, Variadic<DLK_MemRef>:$inputs,
                       Variadic<DLK_MemRef>:$outputs, Optional<DLK_MemRef>:$column_sums, Index:$slice, DenseI64ArrayAttr:$sizes,
                       DenseI64ArrayAttr:$reductions, AffineMapAttr:$lhs_map, AffineMapAttr:$rhs_map,
                       DefaultValuedAttr<DLK_Int64Attr, "0">:$blocked, OptionalAttr<AffineMapAttr>:$range,
                       AffineMapArrayAttr:$maps,
                       DLK_Int64Attr:$split_dim, DLK_Int64Attr:$slices, DLK_Int64Attr:$chunk,
                       OptionalAttr<DLK_Int64Attr>:$tile_rows, OptionalAttr<DLK_Int64Attr>:$tile_vectors);
  let assemblyFormat = [{
    $lhs `at` $lhs_map `,` $rhs `at` $rhs_map `:` type($lhs) `,` type($rhs)
    `sizes` $sizes `over` $reductions (`blocked` $blocked^)? (`range` $range^)?
    `slice` $slice `of` $slices `by` $chunk `along` $split_dim (`tile` $tile_rows^ `x` $tile_vectors)?
    `maps` $maps `ins` `(` ($inputs^ `:` type($inputs))? `)` `outs` `(` $outputs `:` type($outputs) `)`
    (`column_sums` $column_sums^ `:` type($column_sums))? $body attr-dict
  }];
  let extraClassDeclaration = [{
    /// Whether output `index` holds sums over dimensions that its map leaves out.
    bool isSum(unsigned index);
    /// Whether some output is a sum over dimension `dim`.
    bool isSummed(unsigned dim);
  }];
}

def DLK_DotPairsOp : DLK_Op<"dot_pairs", [Pure, AllTypesMatch<["lhs", "rhs"]>, AllTypesMatch<["sum", "result"]>]> {
  let summary = "adds to each lane the products of two neighbours";
  let description = [{
    result[i] = sum[i] + lhs[2 i] rhs[2 i] + lhs[2 i + 1] rhs[2 i + 1], as AVX512-BF16 rounds it: sums of
    4, 8 or 16 lanes, for a target that has it.
  }];
  let arguments = (ins VectorOfLengthAndType<[4, 8, 16], [F32]>:$sum,
                       VectorOfLengthAndType<[8, 16, 32], [BF16]>:$lhs,
                       VectorOfLengthAndType<[8, 16, 32], [BF16]>:$rhs);
  let results = (outs VectorOfLengthAndType<[4, 8, 16], [F32]>:$result);
  let assemblyFormat = "$sum `,` $lhs `,` $rhs attr-dict `:` type($sum) `,` type($lhs)";
  let hasVerifier = 1;
}

defvar DLK_InKernel = ParentOneOf<["RowsOp", "ColumnsOp", "ContractOp"]>;
def DLK_Number : AnyTypeOf<[AnyFloat, AnySignlessInteger, Index]>;

def DLK_FoldOp : DLK_Op<"fold", [Pure, SameOperandsAndResultType, HasParent<"RowsOp">]> {
  let summary = "combines a value over the innermost dimension of a `dlk.rows`";
  let arguments = (ins DLK_CombineAttr:$combine, DLK_Number:$operand);
  let results = (outs DLK_Number:$result);
  let assemblyFormat = "$combine $operand attr-dict `:` type($result)";
}

def DLK_LoadOp : DLK_Op<"load", [MemoryEffects<[MemRead]>, DLK_InKernel]> {
  let summary = "an element of a computed row, or zero if there is no such row";
  let description = [{
    In a kernel's region only. The first index is computed; the second must be the region's own
    innermost one, so that a vector of elements lies side by side.
  }];
  let arguments = (ins DLK_MemRef:$memref, Variadic<Index>:$indices);
  let results = (outs DLK_Number:$result);
  let assemblyFormat = "$memref `[` $indices `]` attr-dict `:` type($memref) `->` type($result)";
  let hasVerifier = 1;
}

def DLK_YieldOp : DLK_Op<"yield", [Pure, Terminator, DLK_InKernel]> {
  let summary = "ends a kernel's region";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def DLK_ScatterAddOp : DLK_Op<"scatter_add", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "adds row i of `updates` to the row of `base` that `indices[i]` names";
  let description = [{ base [V, D], indices [I], updates [I, D]; indices outside [0, V) are dropped. One slice: rows may repeat. }];
  let arguments = (ins DLK_MemRef:$base, DLK_MemRef:$indices, DLK_MemRef:$updates);
  let assemblyFormat = "$base `,` $indices `,` $updates attr-dict `:` type($base) `,` type($indices) `,` type($updates)";
  let hasVerifier = 1;
}

#endif

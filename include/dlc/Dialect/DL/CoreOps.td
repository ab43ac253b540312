//===- CoreOps.td - Constants, variables and element types --*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_COREOPS
#define DLC_DIALECT_DL_COREOPS

include "dlc/Dialect/DL/DLBase.td"

def DL_Role : I32EnumAttr<"Role", "the block of memory that a variable lives in", [
    I32EnumAttrCase<"Parameter", 0, "parameter">, I32EnumAttrCase<"State", 1, "state">,
    I32EnumAttrCase<"Optimizer", 2, "optimizer">, I32EnumAttrCase<"Gradient", 3, "gradient">]> {
  let cppNamespace = "::dlc::dl";
  let genSpecializedAttr = 0;
}
def DL_RoleAttr : EnumAttr<DL_Dialect, DL_Role, "role">;

def DL_ConstantOp : DL_Op<"constant", [ConstantLike, AllTypesMatch<["value", "result"]>]> {
  let summary = "a constant tensor";
  let description = [{ Example: `%c = dl.constant dense<1.0> : tensor<4xf32>` }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
  let builders = [
    // A splat of `value` (rounded to the element type) of type `type`.
    OpBuilder<(ins "::mlir::RankedTensorType":$type, "double":$value)>];
}

def DL_VariableOp : DL_Op<"variable", [Symbol]> {
  let summary = "declares a named tensor that lives across steps";
  let description = [{
    Functions of the module name variables in the attributes `dl.role` and `dl.name` of their
    arguments (the value before the call) and results (the value after it). `initializer` says how
    `@init` fills it; each draws from a stream of random numbers of its own, derived from the name.
    `offset`, in bytes from the start of the role's block, is assigned by `dl-assign-offsets`.

    Example: `dl.variable @fc.weight parameter : tensor<4x2xf32> init "glorot_uniform" {fan_in = 4, fan_out = 2} trainable`
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, DL_RoleAttr:$role, TypeAttrOf<DL_Tensor>:$type,
                       StrAttr:$initializer, OptionalAttr<DictionaryAttr>:$init_args,
                       UnitAttr:$trainable, UnitAttr:$persistent,
                       OptionalAttr<DL_Int64Attr>:$offset);
  let assemblyFormat = [{
    $sym_name $role `:` $type `init` $initializer ($init_args^)? (`trainable` $trainable^)?
    (`persistent` $persistent^)? (`at` $offset^)? attr-dict
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::RankedTensorType getTensorType() {
      return ::mlir::cast<::mlir::RankedTensorType>(getType());
    }
  }];
}

def DL_CastOp : DL_Op<"cast", [SameOperandsAndResultShape, Elementwise]> {
  let summary = "converts the element type; floating point to integer truncates, to bool tests for non-zero";
  let arguments = (ins DL_Tensor:$operand);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
}

def DL_IotaOp : DL_Op<"iota"> {
  let summary = "each element is its index along `dimension`";
  let arguments = (ins DL_Int64Attr:$dimension);
  let results = (outs DL_NumberTensor:$result);
  let assemblyFormat = "attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def DL_RowMaskOp : DL_Op<"row_mask"> {
  let summary = "1 for rows before `n_valid`, 0 for the padding rows after it";
  let arguments = (ins DL_I64Scalar:$n_valid);
  let results = (outs StaticShapeTensorOf<[DL_Float, I1]>:$result);
  let assemblyFormat = "$n_valid attr-dict `:` type($result)";
  let hasVerifier = 1;
}

#endif

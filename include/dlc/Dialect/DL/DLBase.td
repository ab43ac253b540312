//===- DLBase.td - The dl dialect: the graph level ----------*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_DLBASE
#define DLC_DIALECT_DL_DLBASE

include "mlir/IR/OpBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def DL_Dialect : Dialect {
  let name = "dl";
  let cppNamespace = "::dlc::dl";
  let summary = "deep-learning graphs: one pure operation per mathematical operation";
  let description = [{
    Values are statically shaped tensors. Nothing is implicit: operands of an elementwise operation
    have one shape (`dl.broadcast` makes it so), random numbers are functions of a seed and a counter
    that are values, and parameters are arguments and results of the graph's functions. That makes
    differentiation, fusion and memory planning local decisions.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect"];
  let hasConstantMaterializer = 1;
  let useDefaultAttributePrinterParser = 1;
}

def DL_Float : AnyTypeOf<[F32, F64, BF16]>;
def DL_Int : AnyTypeOf<[I32, I64, UI<8>]>;
def DL_Element : AnyTypeOf<[F32, F64, BF16, I32, I64, UI<8>, I1]>;

def DL_Tensor : StaticShapeTensorOf<[DL_Element]>;
def DL_FloatTensor : StaticShapeTensorOf<[DL_Float]>;
def DL_NumberTensor : StaticShapeTensorOf<[DL_Float, DL_Int]>;
def DL_BoolTensor : StaticShapeTensorOf<[I1]>;
def DL_IndexTensor : StaticShapeTensorOf<[I32, I64]>;
def DL_I64Scalar
    : Type<CPred<"$_self == ::mlir::RankedTensorType::get({}, ::mlir::IntegerType::get($_self.getContext(), 64))">,
           "i64 tensor of rank 0">,
      BuildableType<"::mlir::RankedTensorType::get({}, $_builder.getI64Type())">;

def DL_Int64Attr : TypedSignlessIntegerAttrBase<I64, "int64_t", "64-bit integer">;
def DL_DoubleAttr : FloatAttrBase<F64, "64-bit float"> {
  let returnType = "double";
  let convertFromStorage = "$_self.getValueAsDouble()";
}

class DL_Op<string mnemonic, list<Trait> traits = []>
    : Op<DL_Dialect, mnemonic, !listconcat([Pure], traits)>;

// Result types follow from the operands and attributes; a mistake is reported when the op is built.
defvar DL_Infers = InferTypeOpAdaptor;

#endif

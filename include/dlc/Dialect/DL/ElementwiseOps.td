//===- ElementwiseOps.td - One result element per operand element -*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_ELEMENTWISEOPS
#define DLC_DIALECT_DL_ELEMENTWISEOPS

include "dlc/Dialect/DL/DLBase.td"

class DL_UnaryOp<string mnemonic, string text, TypeConstraint type = DL_FloatTensor>
    : DL_Op<mnemonic, [SameOperandsAndResultType, Elementwise]> {
  let summary = "elementwise: " # text;
  let arguments = (ins type:$operand);
  let results = (outs type:$result);
  let assemblyFormat = "$operand attr-dict `:` type($result)";
}

class DL_BinaryOp<string mnemonic, string text, TypeConstraint type = DL_NumberTensor,
                  list<Trait> traits = []>
    : DL_Op<mnemonic, !listconcat([SameOperandsAndResultType, Elementwise], traits)> {
  let summary = "elementwise: " # text;
  let arguments = (ins type:$lhs, type:$rhs);
  let results = (outs type:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($result)";
}

def DL_NegOp : DL_UnaryOp<"neg", "-x", DL_NumberTensor> {
  let hasFolder = 1;
}
def DL_AbsOp : DL_UnaryOp<"abs", "|x|", DL_NumberTensor>;
def DL_SignOp : DL_UnaryOp<"sign", "-1, 0 or 1", DL_NumberTensor>;
def DL_ExpOp : DL_UnaryOp<"exp", "e^x">;
def DL_LogOp : DL_UnaryOp<"log", "natural logarithm">;
def DL_SqrtOp : DL_UnaryOp<"sqrt", "square root">;
def DL_RsqrtOp : DL_UnaryOp<"rsqrt", "1 / sqrt(x)">;
def DL_TanhOp : DL_UnaryOp<"tanh", "hyperbolic tangent">;
def DL_SigmoidOp : DL_UnaryOp<"sigmoid", "1 / (1 + e^-x)">;
def DL_ErfOp : DL_UnaryOp<"erf", "the error function">;
def DL_SinOp : DL_UnaryOp<"sin", "sine">;
def DL_CosOp : DL_UnaryOp<"cos", "cosine">;
def DL_ReluOp : DL_UnaryOp<"relu", "max(x, 0)">;
def DL_SiluOp : DL_UnaryOp<"silu", "x sigmoid(x)">;
def DL_SoftplusOp : DL_UnaryOp<"softplus", "log(1 + e^x)">;
def DL_NotOp : DL_UnaryOp<"not", "logical negation", DL_BoolTensor>;

def DL_LeakyReluOp : DL_UnaryOp<"leaky_relu", "x where x > 0, else slope * x"> {
  let arguments = (ins DL_FloatTensor:$operand, DefaultValuedAttr<DL_DoubleAttr, "0.01">:$slope);
}
def DL_EluOp : DL_UnaryOp<"elu", "x where x > 0, else alpha * (e^x - 1)"> {
  let arguments = (ins DL_FloatTensor:$operand, DefaultValuedAttr<DL_DoubleAttr, "1.0">:$alpha);
}
def DL_GeluOp : DL_UnaryOp<"gelu", "x Phi(x), Phi the normal distribution function, or its tanh approximation"> {
  let description = [{
    Hendrycks, Gimpel: Gaussian Error Linear Units, 2016. With `tanh`,
    0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))).
  }];
  let arguments = (ins DL_FloatTensor:$operand, UnitAttr:$tanh);
}
def DL_ClampOp : DL_UnaryOp<"clamp", "min(max(x, low), high)"> {
  let arguments = (ins DL_FloatTensor:$operand, DL_DoubleAttr:$low, DL_DoubleAttr:$high);
  let hasVerifier = 1;
}

def DL_AddOp : DL_BinaryOp<"add", "a + b", DL_NumberTensor, [Commutative]> {
  let hasFolder = 1;
}
def DL_SubOp : DL_BinaryOp<"sub", "a - b"> {
  let hasFolder = 1;
}
def DL_MulOp : DL_BinaryOp<"mul", "a * b", DL_NumberTensor, [Commutative]> {
  let hasFolder = 1;
}
def DL_DivOp : DL_BinaryOp<"div", "a / b (integers: towards zero)"> {
  let hasFolder = 1;
}
def DL_PowOp : DL_BinaryOp<"pow", "a to the power of b", DL_FloatTensor> {
  let hasFolder = 1;
}
def DL_MinOp : DL_BinaryOp<"min", "the smaller; NaN if either is", DL_NumberTensor, [Commutative]>;
def DL_MaxOp : DL_BinaryOp<"max", "the larger; NaN if either is", DL_NumberTensor, [Commutative]>;
def DL_AndOp : DL_BinaryOp<"and", "logical and", DL_BoolTensor, [Commutative]>;
def DL_OrOp : DL_BinaryOp<"or", "logical or", DL_BoolTensor, [Commutative]>;

def DL_Predicate : I32EnumAttr<"Predicate", "how two numbers are compared; NaN compares unequal to all", [
    I32EnumAttrCase<"EQ", 0, "eq">, I32EnumAttrCase<"NE", 1, "ne">, I32EnumAttrCase<"LT", 2, "lt">,
    I32EnumAttrCase<"LE", 3, "le">, I32EnumAttrCase<"GT", 4, "gt">, I32EnumAttrCase<"GE", 5, "ge">]> {
  let cppNamespace = "::dlc::dl";
  let genSpecializedAttr = 0;
}
def DL_PredicateAttr : EnumAttr<DL_Dialect, DL_Predicate, "predicate">;

def DL_CompareOp : DL_Op<"compare", [SameTypeOperands, SameOperandsAndResultShape, Elementwise, DL_Infers]> {
  let summary = "elementwise comparison";
  let description = [{ Example: `%p = dl.compare lt %a, %b : tensor<4xf32>` }];
  let arguments = (ins DL_PredicateAttr:$predicate, DL_NumberTensor:$lhs, DL_NumberTensor:$rhs);
  let results = (outs DL_BoolTensor:$result);
  let assemblyFormat = "$predicate $lhs `,` $rhs attr-dict `:` type($lhs)";
}

def DL_SelectOp : DL_Op<"select", [AllTypesMatch<["lhs", "rhs", "result"]>, SameOperandsAndResultShape, Elementwise]> {
  let summary = "lhs where the condition holds, else rhs; the other one's value (NaN too) has no influence";
  let arguments = (ins DL_BoolTensor:$condition, DL_Tensor:$lhs, DL_Tensor:$rhs);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$condition `,` $lhs `,` $rhs attr-dict `:` type($condition) `,` type($lhs)";
}

#endif

//===- DifferentiableOpInterface.td - What differentiation asks of an op -*- tablegen -*-===//
#ifndef DLC_INTERFACES_DIFFERENTIABLEOPINTERFACE
#define DLC_INTERFACES_DIFFERENTIABLEOPINTERFACE

include "mlir/IR/OpBase.td"

def DifferentiableOpInterface : OpInterface<"DifferentiableOpInterface"> {
  let description = [{
    How an operation takes part in reverse-mode differentiation. Dialects do not implement it
    themselves: models are attached from outside, so a dialect can be used without any knowledge of
    derivatives. An operation without the interface on the way from a parameter to the loss is an
    error; there is no default.
  }];
  let cppNamespace = "::dlc";
  let methods = [
    InterfaceMethod<[{
        Whether the op has a derivative, has one that is zero by definition, or has none.
      }],
      "::dlc::Differentiability", "getDifferentiability", (ins)>,
    InterfaceMethod<[{
        Builds the cotangents of the op's operands (vector-Jacobian products) from those of its
        results, one for each result. Only called if the op is `Differentiable`.

        `wanted[i]` says whether the i-th operand's cotangent is of any use; the model must fill
        `operandCotangents[i]` where it is and may leave the others null. Each has the operand's type.
      }],
      "void", "buildBackward",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::ValueRange":$resultCotangents,
           "const ::llvm::BitVector &":$wanted,
           "::llvm::MutableArrayRef<::mlir::Value>":$operandCotangents)>,
  ];
}

#endif

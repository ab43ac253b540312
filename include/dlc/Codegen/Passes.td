//===- Passes.td - From structured kernels to the LLVM dialect -*- tablegen -*-===//
#ifndef DLC_CODEGEN_PASSES
#define DLC_CODEGEN_PASSES

include "mlir/Pass/PassBase.td"

def MergeKernels : Pass<"dlk-merge-kernels", "::mlir::ModuleOp"> {
  let summary = "keeps one of each set of equal kernels";
}

def SelectTiles : Pass<"dlk-select-tiles", "::mlir::ModuleOp"> {
  let summary = "chooses the register tile of each matrix product";
  let options = [
    Option<"vectorBits", "vector-bits", "int64_t", "256", "width of a vector register">,
    Option<"vectorRegisters", "vector-registers", "int64_t", "16", "number of vector registers">,
    Option<"fmaPorts", "fma-ports", "double", "2", "fused multiply-adds of full width started a cycle">];
}

def EmitKernels : Pass<"dlk-emit-kernels", "::mlir::func::FuncOp"> {
  let summary = "turns structured kernels into loops over vectors";
  let options = [
    Option<"vectorBits", "vector-bits", "int64_t", "256", "width of a vector register">,
    Option<"vectorRegisters", "vector-registers", "int64_t", "16", "number of vector registers">,
    Option<"dotsBF16", "dots-bf16", "bool", "false", "there are products of pairs of bf16 (AVX512-BF16)">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect", "::mlir::math::MathDialect",
                           "::mlir::affine::AffineDialect"];
}

def ExpandMath : Pass<"dlk-expand-math", "::mlir::func::FuncOp"> {
  let summary = "replaces functions of f32 by polynomials, those of f64 by calls of libm";
  let options = [
    Option<"roundsBF16", "rounds-bf16", "bool", "false", "there are instructions that round f32 to bf16">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::vector::VectorDialect",
                           "::mlir::math::MathDialect", "::mlir::func::FuncDialect"];
}

def LowerStep : Pass<"dlk-lower-step", "::mlir::ModuleOp"> {
  let summary = "lowers barriers and the loss to calls and stores through the ABI";
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect",
                           "::mlir::LLVM::LLVMDialect"];
}

def CallLibm : Pass<"dlk-call-libm", "::mlir::ModuleOp"> {
  let summary = "turns functions that are neither instructions nor polynomials into calls of libm";
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::func::FuncDialect",
                           "::mlir::vector::VectorDialect"];
}

def LowerLoops : Pass<"dlk-lower-loops", "::mlir::func::FuncOp"> {
  let summary = "turns loops and conditions into blocks and branches, a loop's test behind its body";
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect"];
}

def LowerMemory : Pass<"dlk-lower-memory", "::mlir::ModuleOp"> {
  let summary = "turns memory into bare pointers, and indices into numbers of 64 bits";
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect"];
}

def LowerBodies : Pass<"dlk-lower-bodies", "::mlir::func::FuncOp"> {
  let summary = "lowers arithmetic, vectors and branches to the LLVM dialect";
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def LowerToLLVM : Pass<"dlk-lower-to-llvm", "::mlir::ModuleOp"> {
  let summary = "lowers functions, calls and returns to the LLVM dialect";
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif

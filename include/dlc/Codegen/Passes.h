//===- Passes.h - From structured kernels to the LLVM dialect ---*- C++ -*-===//
#ifndef DLC_CODEGEN_PASSES_H
#define DLC_CODEGEN_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mlir {
namespace affine {
class AffineDialect;
}
namespace arith {
class ArithDialect;
}
namespace func {
class FuncDialect;
}
namespace LLVM {
class LLVMDialect;
}
namespace math {
class MathDialect;
}
namespace scf {
class SCFDialect;
}
namespace vector {
class VectorDialect;
}
} // namespace mlir

namespace dlc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "dlc/Codegen/Passes.h.inc"
} // namespace dlc
#endif

//===- Passes.td - Passes from one level to the next --------*- tablegen -*-===//
#ifndef DLC_CONVERSION_PASSES
#define DLC_CONVERSION_PASSES

include "mlir/Pass/PassBase.td"

//===- Optimised pipeline ----------------------------------------------------===//

def ConvertDLToDLK : Pass<"convert-dl-to-dlk", "::mlir::ModuleOp"> {
  let summary = "makes a kernel of each group and a step of each graph function";
  let description = [{
    Expects functions of `dl.group` ops and reshapes only. Chooses how each kernel's work is cut into
    slices, where threads meet, and the place of every value in the workspace. The figures of the
    machine, which decide what is worth cutting, are those of `StepCosts`.
  }];
  let options = [
    Option<"slices", "slices", "int64_t", "0", "pieces that the work of a kernel is cut into, at most; 0: as many as pay">,
    Option<"profile", "profile", "bool", "false", "note the time that each kernel of a step takes">,
    Option<"describe", "describe", "bool", "false", "leave what is known of each kernel at its step">,
    Option<"reuse", "reuse-memory", "bool", "true", "let values that are not alive at once share memory">,
    Option<"flopsPerNanosecond", "flops-per-ns", "double", "StepCosts().flopsPerNanosecond", "arithmetic of one thread">,
    Option<"bytesPerNanosecond", "bytes-per-ns", "double", "StepCosts().bytesPerNanosecond", "what one thread reads and writes in its own cache">,
    Option<"ownBytes", "own-bytes", "double", "StepCosts().ownBytes", "what that holds">,
    Option<"sharedBytesPerNanosecond", "shared-bytes-per-ns", "double", "StepCosts().sharedBytesPerNanosecond", "the same in the cache that threads share">,
    Option<"memoryBytesPerNanosecond", "memory-bytes-per-ns", "double", "StepCosts().memoryBytesPerNanosecond", "the same in memory">,
    Option<"cachedBytes", "cached-bytes", "double", "StepCosts().cachedBytes", "what the caches hold">,
    Option<"sharedSpeedup", "shared-speedup", "double", "StepCosts().sharedSpeedup", "of memory, on several threads">,
    Option<"sharedThreads", "shared-threads", "double", "StepCosts().sharedThreads", "threads that reach this speedup">,
    Option<"barrierNanoseconds", "barrier-ns", "double", "StepCosts().barrierNanoseconds", "two threads meet">,
    Option<"startNanoseconds", "start-ns", "double", "StepCosts().startNanoseconds", "two threads begin and end a step">,
    Option<"meetingPerThread", "meeting-per-thread-ns", "double", "StepCosts().meetingPerThread", "added to a barrier by each further thread">,
    Option<"sliceNanoseconds", "slice-ns", "double", "StepCosts().sliceNanoseconds", "to begin a slice">,
    Option<"threads", "threads", "int64_t", "StepCosts().threads", "of the machine, for which work is cut">,
    Option<"worthSplitting", "worth-splitting", "double", "StepCosts().worthSplitting", "FLOP of the smallest kernel that is cut">,
    Option<"flopsPerByte", "flops-per-byte", "double", "StepCosts().flopsPerByte", "FLOP that a byte of such a kernel counts">];
  let dependentDialects = ["::dlc::dlk::DLKDialect", "::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect", "::mlir::math::MathDialect",
                           "::mlir::scf::SCFDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::LLVM::LLVMDialect"];
}

//===- Reference pipeline ----------------------------------------------------===//

def ConvertDLToLinalg : Pass<"convert-dl-to-linalg", "::mlir::ModuleOp"> {
  let summary = "turns each op of the graph into linalg on tensors, without fusion";
  let description = [{
    The plainest meaning of every op, against which the optimised pipeline is compared. Tensors of ui8
    become tensors of i8. Sums are kept in f64 whatever the element type, so that what differs from
    them by more than one rounding is the other pipeline's error. `dl.variable` stays.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
}

def ResultsToDestinations : Pass<"dlc-results-to-destinations", "::mlir::ModuleOp"> {
  let summary = "makes the tensors that functions return memory that their callers pass";
  let description = [{
    Each result becomes a memref argument, after the others, with the result's attributes and
    `dlc.destination`. Tensor arguments are marked as read-only for bufferization. Where a call holds
    an argument of an entry function follows from the module's tables and is left as `dlc.place`:
    the offset of a variable in its block, the position of an input, target or output in its table,
    the offset of a scalar in `dlrt_call`.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::memref::MemRefDialect"];
}

def CopiesToLinalg : Pass<"dlc-copies-to-linalg"> {
  let summary = "turns memref.copy into linalg, whose loops need no run-time library";
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
}

def OutlineLoops : Pass<"dlc-outline-loops", "::mlir::ModuleOp"> {
  let summary = "moves each outermost loop of a function to a function of its own";
  let description = [{
    Buffers and scalars that the loop uses become arguments, constants are copied. Loops with results, or
    of buffers that are not statically laid out, stay. The functions are not inlined again: LLVM takes
    time that grows with the square of a function's length.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def ReferenceEntries : Pass<"dlc-reference-entries", "::mlir::ModuleOp"> {
  let summary = "wraps lowered entry functions in the step functions of dlrt.h";
  let description = [{
    An entry function in the LLVM dialect, with one bare pointer for each tensor, is renamed to
    `<name>.graph`, and `<name>` becomes `(ptr call, i32 thread, i32 threads) -> i32`. It runs on
    thread 0 alone, and writes results back after all are computed, so that they may replace operands.
    Erases `dl.variable`.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif

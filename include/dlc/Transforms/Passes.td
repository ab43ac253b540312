//===- Passes.td - Passes from the graph to the graph -------*- tablegen -*-===//
#ifndef DLC_TRANSFORMS_PASSES
#define DLC_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def AssignOffsets : Pass<"dl-assign-offsets", "::mlir::ModuleOp"> {
  let summary = "gives every variable its place in its role's block of memory";
  let description = [{
    Variables of one role follow each other in the order of declaration, each at a multiple of 64
    bytes, which is a cache line and the widest vector.
  }];
  let dependentDialects = ["::dlc::dl::DLDialect"];
}

def ConvertPrecision : Pass<"dl-convert-precision", "::mlir::ModuleOp"> {
  let summary = "turns f32 tensors into f64 ones, for checking gradients";
  let description = [{
    Variables, arguments, results and constants alike. Scalar arguments keep their types, which the
    callers of compiled models know, and are cast where they come in.
  }];
  let dependentDialects = ["::dlc::dl::DLDialect"];
}

def DecomposeOps : Pass<"dl-decompose-ops", "::mlir::func::FuncOp"> {
  let summary = "replaces softmax, losses, dropout and means by elementwise ops and reductions";
  let dependentDialects = ["::dlc::dl::DLDialect"];
}

def SplitReductions : Pass<"dl-split-reductions", "::mlir::func::FuncOp"> {
  let summary = "reduces every reduction to those of one dimension, and of several that a contraction's epilogue sums";
  let dependentDialects = ["::dlc::dl::DLDialect"];
}

def Recompute : Pass<"dl-recompute", "::mlir::func::FuncOp"> {
  let summary = "gives each user a copy of what is cheaper to compute again than to store";
}

def MergeBatchDims : Pass<"dl-merge-batch-dims", "::mlir::func::FuncOp"> {
  let summary = "gives every matmul at most one batch dimension, and no transposed right-hand side";
  let dependentDialects = ["::dlc::dl::DLDialect"];
}

def SinkReshapes : Pass<"dl-sink-reshapes", "::mlir::func::FuncOp"> {
  let summary = "moves the reshape of a contraction's result behind the elementwise ops on it";
  let dependentDialects = ["::dlc::dl::DLDialect"];
}

def RecomputeProducts : Pass<"dl-recompute-products", "::mlir::func::FuncOp"> {
  let summary = "computes products much larger than their factors again for the backward pass";
  let description = [{
    Values of the forward pass that a short matrix product and elementwise ops make of much smaller ones, as
    attention's probabilities, are not kept: the backward pass gets copies of these ops, marked with
    `dl.recomputed`.
  }];
  let dependentDialects = ["::dlc::dl::DLDialect"];
}

def RecomputeSegments : Pass<"dl-recompute-segments", "::mlir::func::FuncOp"> {
  let summary = "computes parts of the forward pass again for the backward pass, to keep less of it";
  let description = [{
    The forward pass, what the result of role "loss" depends on, is cut into `segments` that save about as
    much each. All but the last are computed again, from what crosses the cuts, just before the first op
    that parameters, gradients or the optimizer depend on needs them. The copies are marked with
    `dl.recomputed`.
  }];
  let options = [Option<"segments", "segments", "int64_t", "0", "how many; less than 2: nothing is done">];
  let dependentDialects = ["::dlc::dl::DLDialect"];
}

def AssignLayouts : Pass<"dl-assign-layouts", "::mlir::func::FuncOp"> {
  let summary = "chooses how images lie in memory and makes contractions of convolutions";
  let description = [{
    Tensors of images [N, C, H, W] between convolutions, pooling and elementwise ops get the shape that
    they have in memory: batch-innermost [N / b, C, H, W, b], where b images fill a vector, channels-last
    [N, H, W, C], or channel-blocked [N, C / b, H, W, b], where b channels fill one. Each op has a layout of
    its own, so that its kernel and the conversions between ops of different layouts together cost least. Convolutions become `dl.contract`, pooling
    elementwise ops on slices. Where another op needs an image as it was, it is turned back.
  }];
  let options = [
    Option<"lanes", "lanes", "int64_t", "16", "elements of a vector register">,
    Option<"fmaPorts", "fma-ports", "double", "2", "fused multiply-adds of full width started a cycle">,
    Option<"multipliesPairs", "multiplies-pairs", "bool", "false",
           "factors will be bf16, and there are products of two of them a lane">,
    Option<"force", "force", "std::string", "\"\"",
           "layout of all images that can have it: batch-innermost, channels-last or channel-blocked; chosen by "
           "cost if empty">];
  let dependentDialects = ["::dlc::dl::DLDialect"];
}

def StoreFilters : Pass<"dl-store-filters", "::mlir::ModuleOp"> {
  let summary = "keeps filters from step to step in the order in which convolutions in channels-last read them";
  let description = [{
    A filter [o, c, i, j] whose convolutions will all be in channels-last becomes an argument and a result
    [i, j, c, o] of the module's functions, and so do its gradient and what the optimizer keeps of its
    shape. Their variables are marked with `dl.order`, memory's order of the dimensions.
  }];
  let options = [
    Option<"lanes", "lanes", "int64_t", "16", "as of dl-assign-layouts">,
    Option<"fmaPorts", "fma-ports", "double", "2", "as of dl-assign-layouts">,
    Option<"multipliesPairs", "multiplies-pairs", "bool", "false", "as of dl-assign-layouts">,
    Option<"force", "force", "std::string", "\"\"", "as of dl-assign-layouts">];
  let dependentDialects = ["::dlc::dl::DLDialect"];
}

def FormGroups : Pass<"dl-form-groups", "::mlir::func::FuncOp"> {
  let summary = "wraps ops that share one pass over memory in `dl.group`";
  let options = [
    Option<"fuse", "fuse", "bool", "true", "put several ops in one group; else one each">];
  let dependentDialects = ["::dlc::dl::DLDialect"];
}

def StoreBF16 : Pass<"dl-store-bf16", "::mlir::func::FuncOp"> {
  let summary = "keeps in bf16 what groups leave in memory for each other, and the factors of products";
  let description = [{
    Groups of f32 ops round what they store and widen what they read; products add up in f32. What a
    function takes and gives, statistics, losses and gradients of variables stay in f32. A parameter
    that is a factor has a rounded copy.
  }];
  let dependentDialects = ["::dlc::dl::DLDialect"];
}

#endif

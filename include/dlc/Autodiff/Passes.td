//===- Passes.td - Passes that derive graphs from graphs ---*- tablegen -*-===//
#ifndef DLC_AUTODIFF_PASSES
#define DLC_AUTODIFF_PASSES

include "mlir/Pass/PassBase.td"

def BuildSteps : Pass<"dl-build-steps", "::mlir::ModuleOp"> {
  let summary = "derives the functions of training from @forward, @eval and @predict";
  let description = [{
    Replaces @forward and @eval by the functions that the runtime calls: @init, @train_step,
    @gradients, @apply and @eval_step; @predict stays. The module's `dl.train` says which parameters
    are frozen, how gradients are clipped and which optimizer with which schedule applies them.

    Declares the variables that this needs: a gradient `grad:<p>` and the optimizer's buffers
    `<p>.<buffer>` of each trained parameter p, and `metrics.<name>.sum` and `metrics.<name>.count` of
    the loss and each metric. A frozen parameter loses its mark `trainable` and has none of these.

    With `accumulate` above 1 in `dl.train`, @accumulate takes the place of @train_step: it adds the
    gradients, times their rows, to `<p>.gradient_sum`, which @apply divides by `gradient_sum.rows`.

    With `phases` in `dl.train`, each phase has functions of its own, @train_step.<phase>,
    @gradients.<phase> and @apply.<phase>, and buffers `<phase>.<p>.<buffer>`. A phase that does not
    run once in each step counts its own in `<phase>.updates`.
  }];
  let options = [
    Option<"externalOptimizer", "external-optimizer", "bool", "false",
           "Steps end at the gradients: no @train_step, no @apply, no buffers">,
  ];
  let dependentDialects = ["::dlc::dl::DLDialect", "::mlir::func::FuncDialect"];
}

def Gradient : Pass<"dl-gradient", "::mlir::ModuleOp"> {
  let summary = "builds a function of the gradients of one result with respect to some arguments";
  let description = [{
    The new function takes the arguments of the old one, and, if the result to differentiate is no
    scalar, that result's cotangent as the argument "cotangent". Its results are the gradients in the
    order of `wrt`, named like the arguments, of role "gradient".
  }];
  let options = [
    Option<"function", "function", "std::string", "\"forward\"", "The function to differentiate">,
    Option<"of", "of", "std::string", "\"loss\"", "dl.name of the result to differentiate">,
    ListOption<"wrt", "wrt", "std::string",
               "dl.name of each argument to differentiate with respect to; all of floating-point type if empty">,
    Option<"result", "result", "std::string", "\"gradient\"", "The name of the new function">,
    Option<"allowZeros", "allow-zeros", "bool", "false",
           "Give zeros for arguments that do not influence the result, or only through comparisons and the like">,
  ];
  let dependentDialects = ["::dlc::dl::DLDialect", "::mlir::func::FuncDialect"];
}

def ExpandGradients : Pass<"dl-expand-gradients", "::mlir::ModuleOp"> {
  let summary = "puts the ops of a derivative in place of each dl.gradient";
  let description = [{
    A gradient that does not exist is an error, as it is in training; one that is zero by definition is zero.
  }];
  let dependentDialects = ["::dlc::dl::DLDialect"];
}

#endif

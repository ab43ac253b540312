//===- Inspect.cpp - dlc inspect --------------------------------------------===//
#include "Commands.h"
#include "Flops.h"
#include "Report.h"
#include "Session.h"

#include "dlc/Dialect/DL/DL.h"
#include "dlc/Pipeline/DescribeModel.h"
#include "dlc/Pipeline/MachineCosts.h"

using namespace dlc;
using namespace dlc::tool;

/// Fills what only the lowered model knows: its kernels and its memory plan.
static mlir::LogicalResult addLowered(Session &session, mlir::ModuleOp module, Report &report) {
  if (session.compiler.hasPhase(EmitKind::Groups)) {
    mlir::OwningOpRef<mlir::ModuleOp> copy = module.clone();
    if (mlir::failed(session.compiler.lower(*copy, EmitKind::Groups, report.model)))
      return mlir::failure();
    report.kernels = collectKernels(*copy);
  }
  if (mlir::failed(session.compiler.lower(module, EmitKind::LLVM, report.model)))
    return mlir::failure();
  report.workspace = report.model.workspaceSize;
  report.workspaceBound = getWorkspace(module).bound;
  const TargetModel &target = session.compiler.target();
  const std::optional<MachineModel> &machine = session.options.machine;
  report.prediction = predict(module, report.model, getStepCosts(target, machine));
  report.prediction.source =
      machine ? machine->cpu + ", measured" : "round figures of " + target.name();
  return mlir::success();
}

int dlc::tool::runInspect(const CommandLine &line) {
  CompileOptions options = line.compileOptions();
  options.describe = true;
  Session session(options);
  mlir::OwningOpRef<mlir::ModuleOp> module = session.compiler.load(line.model());
  if (!module)
    return session.failureCode();
  Report report;
  report.layers = collectLayers(*module);
  for (const Layer &layer : report.layers)
    report.forwardFlops += layer.flops;
  if (line.has(OPT_dot))
    if (int code = writeOutput(line.text(OPT_dot), toDot(*module)))
      return code;
  if (mlir::failed(session.compiler.buildSteps(*module)))
    return session.failureCode();
  report.stepFlops = countStepFlops(*module);
  mlir::FailureOr<ModelDescription> model = session.compiler.describe(*module);
  if (mlir::failed(model))
    return session.failureCode();
  report.model = std::move(*model);
  for (const TensorDescription &tensor : report.model.parameters.tensors) {
    report.parameters += tensor.elementCount();
    if (!(tensor.flags & DLRT_FROZEN))
      report.trainable += tensor.elementCount();
  }
  if (line.has(OPT_names)) {
    for (const TensorDescription &tensor : report.model.parameters.tensors)
      llvm::outs() << tensor.name << "\n";
    return kSuccess;
  }
  if (mlir::failed(addLowered(session, *module, report)))
    return session.failureCode();
  if (line.has(OPT_html))
    if (int code = writeOutput(line.text(OPT_html), toHTML(report)))
      return code;
  if (line.has(OPT_json))
    llvm::outs() << toJSON(report) << "\n";
  else
    llvm::outs() << toText(report);
  return kSuccess;
}

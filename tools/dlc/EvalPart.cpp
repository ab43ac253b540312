//===- EvalPart.cpp - eval_step, when it is first needed --------------------===//
#include "EvalPart.h"

#include "CompileCache.h"
#include "Session.h"

using namespace dlc;
using namespace dlc::tool;

int EvalPart::load(const dlrt_model *&model) {
  if (!jit) {
    if (code.empty())
      if (int exitCode = compile())
        return exitCode;
    int exitCode = kSuccess;
    jit = link(code, name, exitCode);
    if (!jit)
      return exitCode;
  }
  model = jit->model();
  return kSuccess;
}

int EvalPart::compile() {
  if (session.options.verbose)
    llvm::errs() << "dlc: eval_step is needed\n";
  mlir::FailureOr<Compiler::Object> object = session.compiler.compileEvalStep(graph);
  if (mlir::failed(object))
    return session.failureCode();
  code.assign(object->code.begin(), object->code.end());
  graph.clear();
  keep();
  return kSuccess;
}

void EvalPart::keep() const {
  CompileCache cache;
  // A warning must show the next time, too.
  std::optional<CachedModel> cached = key && !session.hasDiagnostics() ? cache.find(*key) : std::nullopt;
  if (!cached)
    return;
  cached->evalCode = code;
  cached->evalGraph.clear();
  cache.insert(*key, *cached, session.options.verbose);
}

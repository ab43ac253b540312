//===- EvalPart.h - eval_step, when it is first needed ----------*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_EVALPART_H
#define DLC_TOOLS_DLC_EVALPART_H

#include "dlc/Target/JIT.h"

#include <optional>
#include <string>

namespace dlc::tool {

class Session;

/// The eval_step of a model whose other code was compiled without it: nothing calls it before the first validation, and
/// it is about a third of all code.
class EvalPart {
public:
  /// `code` is that of an earlier command; where it is empty, `graph` is for Compiler::compileEvalStep, and the code is
  /// added to the entry `key` of the cache, if there is one. `name` as in `dlrt_model_<name>`.
  EvalPart(Session &session, std::string name, std::string code, std::string graph, std::optional<std::string> key)
      : session(session), name(std::move(name)), code(std::move(code)), graph(std::move(graph)), key(std::move(key)) {}

  /// Sets `model` to the tables with eval_step, which live as long as this object. Returns 0, or the exit code after
  /// messages.
  int load(const dlrt_model *&model);

private:
  int compile();
  /// The next command finds it.
  void keep() const;

  Session &session;
  std::string name, code, graph;
  std::optional<std::string> key;
  std::unique_ptr<JIT> jit;
};

} // namespace dlc::tool
#endif

//===- Builtins.h - The functions of the language ---------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_DSL_BUILTINS_H
#define DLC_COMPILER_FRONTEND_DSL_BUILTINS_H

#include "Emitter.h"

namespace dlc::dsl {

/// One call of a builtin, its arguments evaluated and of the kinds that the table asks for.
class Call {
public:
  Call(Emitter &emitter, const Builtin &builtin, Loc loc, std::string path)
      : emitter(emitter), builtin(builtin), loc(loc), path(std::move(path)) {}

  Emitter &emitter;
  const Builtin &builtin;
  const Loc loc;
  /// Where its parameters or its stream of random numbers are named.
  const std::string path;
  llvm::SmallVector<Value> args;

  const Value &operator[](llvm::StringRef name) const;
  bool has(llvm::StringRef name) const { return (*this)[name].kind != Value::Kind::None; }
  int64_t integer(llvm::StringRef name) const { return (*this)[name].integer; }
  double number(llvm::StringRef name) const { return (*this)[name].number; }
  bool boolean(llvm::StringRef name) const { return (*this)[name].boolean; }
  llvm::StringRef keyword(llvm::StringRef name) const { return (*this)[name].text; }
  llvm::SmallVector<int64_t> integers(llvm::StringRef name) const;

  /// The axis counted from the front; an error and nothing if a tensor of `rank` has no such axis.
  std::optional<int64_t> axis(llvm::StringRef name, int64_t rank) const;
  /// The sorted axes of an `Integers` argument; all of them where it is left out.
  std::optional<llvm::SmallVector<int64_t>> axes(llvm::StringRef name, int64_t rank) const;
  /// The dimensions of a `Shape` argument; an error and nothing where one is below 1.
  std::optional<llvm::SmallVector<int64_t>> shape(llvm::StringRef name) const;

  /// Reports an error at argument `name` and gives poison.
  Value fail(llvm::StringRef name, const llvm::Twine &message) const;
  Value failWithNotes(const llvm::Twine &message, llvm::ArrayRef<llvm::StringRef> names) const;
  /// A note for an argument's definition: "'x', f32[batch, 10], is defined here".
  Note note(llvm::StringRef name) const;

  /// A new parameter `<path>.<name>`; null after an error.
  mlir::Value parameter(const llvm::Twine &name, llvm::ArrayRef<int64_t> shape, mlir::Type element,
                        const Value &initializer, int64_t fanIn, int64_t fanOut) const;

  mlir::OpBuilder &builder() const { return emitter.getBuilder(); }
  mlir::Location location() const { return emitter.location(loc); }
  Value tensor(mlir::Value value, llvm::ArrayRef<int64_t> rows) const {
    return emitter.tensor(value, rows, loc);
  }
  /// An operation whose result has its operand's type.
  template <typename OpTy, typename... Args> Value unary(const Value &x, Args &&...args) const {
    return tensor(
        OpTy::create(builder(), location(), x.type(), x.tensor, std::forward<Args>(args)...),
        x.rows);
  }
};

struct Builtin {
  llvm::StringLiteral name;
  std::vector<Param> params;
  const char *doc;
  Value (*emit)(Call &call);
  /// Its parameters are named after its path.
  bool hasParameters = false;
  /// It draws random numbers from a stream that is named after its path.
  bool drawsNumbers = false;
};

llvm::ArrayRef<Builtin> attentionBuiltins();
llvm::ArrayRef<Builtin> elementwiseBuiltins();
llvm::ArrayRef<Builtin> shapeBuiltins();
llvm::ArrayRef<Builtin> reductionBuiltins();
llvm::ArrayRef<Builtin> layerBuiltins();
llvm::ArrayRef<Builtin> convolutionBuiltins();
llvm::ArrayRef<Builtin> poolingBuiltins();
llvm::ArrayRef<Builtin> einsumBuiltins();
llvm::ArrayRef<Builtin> normBuiltins();
llvm::ArrayRef<Builtin> randomBuiltins();
llvm::ArrayRef<Builtin> augmentationBuiltins();
llvm::ArrayRef<Builtin> lossBuiltins();

/// x [rows…, K] · `<path>.<prefix>weight` [K, units] + `<path>.<prefix>bias`; poison after an error.
Value denseLayer(Call &call, const Value &x, llvm::StringRef prefix, int64_t units,
                 const Value &initializer, bool hasBias);

struct BuiltinGroup {
  llvm::StringLiteral title;
  llvm::ArrayRef<Builtin> builtins;
};
std::vector<BuiltinGroup> builtinGroups();

const Builtin *findBuiltin(llvm::StringRef name);
std::vector<llvm::StringRef> builtinNames();
/// Operations of design and of other frameworks that this version does not have.
bool isKnownElsewhere(llvm::StringRef name);

/// A way of filling a variable, such as `normal(std = 0.02)`.
struct Initializer {
  llvm::StringLiteral name;
  std::vector<Param> params;
  const char *doc;
};
llvm::ArrayRef<Initializer> initializers();
const Initializer *findInitializer(llvm::StringRef name);
std::vector<llvm::StringRef> initializerNames();

/// A stable 64-bit number for a path (FNV-1a); it names a stream of random numbers.
int64_t streamOf(llvm::StringRef path);

} // namespace dlc::dsl
#endif

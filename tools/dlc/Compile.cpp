//===- Compile.cpp - dlc MODEL -o FILE --------------------------------------===//
#include "Commands.h"
#include "Session.h"

#include "dlc/Target/LinkExecutable.h"
#include "dlc/Target/WriteHeader.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace dlc;
using namespace dlc::tool;

/// The runtime's libraries lie in ../lib of the folder that this program is in.
static llvm::Expected<std::string> findLibrary(llvm::StringRef name) {
  static int here;
  std::string program = llvm::sys::fs::getMainExecutable(nullptr, &here);
  llvm::StringRef folder = llvm::sys::path::parent_path(llvm::sys::path::parent_path(program));
  llvm::SmallString<128> path(folder);
  llvm::sys::path::append(path, "lib", name);
  if (llvm::sys::fs::exists(path))
    return path.str().str();
  return llvm::createStringError("cannot find '%s', which a trainer is linked with", path.c_str());
}

static llvm::Error linkTrainer(llvm::StringRef object, llvm::StringRef path) {
  std::vector<std::string> libraries;
  for (llvm::StringRef name : {"libdlrt_train.a", "libdlrt.a"}) {
    llvm::Expected<std::string> library = findLibrary(name);
    if (!library)
      return library.takeError();
    libraries.push_back(*library);
  }
  // What libdlrt_train was configured with.
  llvm::SmallVector<llvm::StringRef> options;
  llvm::StringRef(DLC_TRAINER_LIBRARIES).split(options, ' ', -1, /*KeepEmpty=*/false);
  libraries.insert(libraries.end(), options.begin(), options.end());
  libraries.push_back("-Wl,--gc-sections");
  return linkExecutable(object, libraries, path);
}

/// An object or a C++ file gets its header beside it: train_step.o has train_step.h. Both are there in the end,
/// or neither.
static int writeWithHeader(llvm::StringRef path, llvm::StringRef code,
                           const ModelDescription &model) {
  if (int failure = writeOutput(path, code))
    return failure;
  if (path == "-")
    return kSuccess;
  llvm::SmallString<128> header(path);
  llvm::sys::path::replace_extension(header, "h");
  int failure = writeOutput(header, getHeader(model));
  if (failure)
    llvm::sys::fs::remove(path);
  return failure;
}

int dlc::tool::runCompile(const CommandLine &line) {
  std::string path = line.text(OPT_output);
  std::optional<EmitKind> kind =
      line.has(OPT_emit) ? parseEmitKind(line.text(OPT_emit)) : emitKindForPath(path);
  if (path.empty())
    return fail("expected -o FILE", kUsage);
  if (!kind)
    return fail("cannot tell from '" + path + "' what to write; give --emit=KIND, one of " +
                    emitKindSpellings(),
                kUsage);
  if (path == "-" && (*kind == EmitKind::SharedObject || *kind == EmitKind::Executable))
    return fail("a program or shared library needs a file: '-o -' takes the other kinds", kUsage);

  CompileOptions options = line.compileOptions();
  if (options.externalOptimizer && *kind == EmitKind::Executable)
    return fail("a trainer needs an optimizer: --optimizer=external is for objects", kUsage);
  if (*kind == EmitKind::Cpp && options.backend == Backend::Reference)
    return fail("C++ is written from kernels, which --pipeline=reference does not have", kUsage);
  if (*kind == EmitKind::Cpp && options.precision == Precision::BF16)
    return fail("C++ output has no bf16; write an object instead", kUsage);
  if (*kind == EmitKind::Reference)
    options.backend = Backend::Reference;
  if (*kind == EmitKind::Executable)
    options.decode = false; // the trainer has no use for it
  Session session(options);
  Compiler &compiler = session.compiler;
  if (*kind == EmitKind::AST) {
    mlir::FailureOr<std::string> text = compiler.printAST(line.model());
    return mlir::failed(text) ? kFailure : writeOutput(path, *text);
  }
  mlir::OwningOpRef<mlir::ModuleOp> module = compiler.load(line.model());
  if (!module)
    return session.failureCode();
  if (*kind == EmitKind::DL)
    return writeOutput(path, compiler.print(*module));
  std::string config =
      llvm::formatv("{0}", llvm::json::Value(trainerConfig(*module, line))).str();
  if (mlir::failed(compiler.buildSteps(*module)))
    return session.failureCode();
  if (*kind == EmitKind::Train)
    return writeOutput(path, compiler.print(*module));

  mlir::FailureOr<ModelDescription> model = compiler.describe(*module);
  bool isLinked = *kind == EmitKind::Executable || *kind == EmitKind::SharedObject;
  if (mlir::succeeded(model) && isLinked && !compiler.target().isX86())
    return fail("programs and shared libraries are linked for this machine alone; for " +
                    options.target + " write an object (.o) or C++ (.cpp)",
                kUsage);
  if (*kind == EmitKind::Cpp) {
    if (mlir::failed(model) || mlir::failed(compiler.lower(*module, EmitKind::Kernels, *model)))
      return session.failureCode();
    mlir::FailureOr<std::string> text = compiler.generateCpp(*module, *model);
    return mlir::failed(text) ? session.failureCode() : writeWithHeader(path, *text, *model);
  }
  bool isLowered = *kind == EmitKind::Groups || *kind == EmitKind::Kernels ||
                   *kind == EmitKind::Reference || *kind == EmitKind::LLVM;
  if (mlir::failed(model) ||
      mlir::failed(compiler.lower(*module, isLowered ? *kind : EmitKind::LLVM, *model)))
    return session.failureCode();
  if (isLowered)
    return writeOutput(path, compiler.print(*module));

  std::optional<llvm::StringRef> settings;
  if (*kind == EmitKind::Executable)
    settings = config;
  mlir::FailureOr<llvm::SmallVector<char, 0>> code =
      compiler.generate(*module, *model, *kind, settings);
  if (mlir::failed(code))
    return session.failureCode();
  llvm::StringRef bytes(code->data(), code->size());
  if (*kind == EmitKind::Object)
    return writeWithHeader(path, bytes, *model);
  if (*kind != EmitKind::Executable && *kind != EmitKind::SharedObject)
    return writeOutput(path, bytes);
  if (llvm::Error error =
          *kind == EmitKind::Executable ? linkTrainer(bytes, path) : linkSharedObject(bytes, path))
    return fail(llvm::toString(std::move(error)));
  return kSuccess;
}

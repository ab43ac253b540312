//===- CompileOptions.h - What a user can ask of the compiler ---*- C++ -*-===//
#ifndef DLC_PIPELINE_COMPILEOPTIONS_H
#define DLC_PIPELINE_COMPILEOPTIONS_H

#include "dlc/Target/MachineModel.h"
#include "dlc/Target/TargetModel.h"

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dlc {

/// The forms in which a model can leave the compiler, from the text to the program.
enum class EmitKind {
  AST,       ///< the parsed text
  DL,        ///< the graph as the front end builds it
  Train,     ///< with the functions of training
  Groups,    ///< what shares one pass over memory
  Kernels,   ///< loops and vectors
  Reference, ///< loops without any fusion: the oracle
  LLVM,      ///< MLIR's LLVM dialect
  LLVMIR,    ///< LLVM's own text
  Cpp,       ///< the kernels as C++, with vector types
  Assembly,
  Object,
  SharedObject,
  Executable
};

/// The kind spelled `name` ("dl", "obj" …), and all spellings, for messages.
std::optional<EmitKind> parseEmitKind(llvm::StringRef name);
std::string emitKindSpellings();
/// The kind that a file name asks for: .o, .so, .ll, .s, .cpp, or none for a program.
std::optional<EmitKind> emitKindForPath(llvm::StringRef path);
/// Text goes to a terminal; machine code does not.
bool isText(EmitKind kind);

enum class Precision {
  F32,
  F64,  ///< all of it
  BF16, ///< what a step keeps for itself in memory, and the factors of products; sums are f32
};
/// The precision spelled `name` ("f32", "f64", "bf16"), and the spelling of one.
std::optional<Precision> parsePrecision(llvm::StringRef name);
llvm::StringRef spell(Precision precision);
enum class Backend { Reference, Optimised };

/// How an ONNX model is trained that no text does it for.
struct Finetune {
  std::string loss;   ///< of the first output against the target; empty: nothing is trained
  std::string target; ///< NAME:TYPE
  std::vector<std::string> freeze, trainNorms, lora; ///< patterns of parameters
  std::optional<int64_t> headSize; ///< of a new last layer
  int64_t loraRank = 8;
  std::optional<double> loraAlpha, learningRate;
  std::vector<std::pair<std::string, double>> learningRates; ///< of the parameters that a pattern matches

  /// Whatever only training has a meaning for.
  bool isAsked() const {
    return !loss.empty() || !target.empty() || !freeze.empty() || !trainNorms.empty() || !lora.empty() || headSize ||
           learningRate || !learningRates.empty();
  }
};

struct CompileOptions {
  std::optional<int64_t> batch;
  std::vector<std::pair<std::string, int64_t>> dims; ///< sizes of an ONNX model's open dimensions
  Finetune finetune;
  int64_t slices = 0; ///< into how many parts work is cut; 0: as many as pay
  /// Bytes of parameters, state, optimizer and workspace together; none: as many as the step takes when
  /// it computes nothing twice.
  std::optional<uint64_t> memoryLimit;
  std::string layout; ///< of images: batch-innermost, channels-last or channel-blocked; empty: chosen by cost
  std::string target = kDefaultTarget; ///< a machine and its system, as GCC and Clang name them
  std::string targetCPU = "native";
  /// What was measured of the machine that the model will run on; none: the target's round figures.
  std::optional<MachineModel> machine;
  Precision precision = Precision::F32;
  Backend backend = Backend::Optimised;
  std::vector<std::string> overrides; ///< KEY=VALUE for the train block
  std::string saveTemps;              ///< a folder for the IR after each phase; empty: none
  /// The functions to compile, by their names in the ABI without phases; none: all.
  std::vector<std::string> entries;
  /// `Compiler::compile` leaves eval_step to `compileEvalStep`, where it can: training starts without it.
  bool evalLater = false;
  bool decode = true;                 ///< with the function of the model's `decode` block
  bool externalOptimizer = false;     ///< steps end at the gradients
  bool fuse = true;                   ///< several operations in a kernel
  bool debugNaN = false;              ///< keep every value of a step, unfused, to look at
  bool profile = false;               ///< note the time that each kernel of a step takes
  bool describe = false;              ///< keep what the cost model knows of each kernel
  bool verbose = false;               ///< the time of each phase, on the standard error
  bool printLocations = false;        ///< in the IR, the place that each op comes from
};

} // namespace dlc
#endif

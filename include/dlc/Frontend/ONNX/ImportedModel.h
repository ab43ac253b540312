//===- ImportedModel.h - A model in ONNX's format as a block ----*- C++ -*-===//
#ifndef DLC_FRONTEND_ONNX_IMPORTEDMODEL_H
#define DLC_FRONTEND_ONNX_IMPORTEDMODEL_H

#include "dlc/Dialect/DL/DL.h"
#include "dlc/Frontend/ONNX/WeightStore.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace dlc::importer {

/// The function that a model's graph becomes part of.
class Host {
public:
  virtual ~Host() = default;
  /// Batch norm uses the batch's statistics, and dropout drops.
  virtual bool isTraining() const = 0;
  /// Whether nothing trains the parameter of that name.
  virtual bool isFrozen(llvm::StringRef name) const = 0;
  /// Whether the batch norm whose scale is the parameter of that name learns though it was exported for inference.
  virtual bool trainsNorm(llvm::StringRef name) const = 0;
  /// The variable of that name, which is filled from the weight store: a new one at the first call.
  /// `source` is its name in the file. Null after an error.
  virtual mlir::Value variable(llvm::StringRef name, dl::Role role, mlir::RankedTensorType type,
                               llvm::StringRef source) = 0;
  /// The scalar argument "seed", "step" or "n_valid".
  virtual mlir::Value scalar(llvm::StringRef name) = 0;
  /// Records that `indices`, a value that was given for an input, lie in [-size, size).
  virtual void limitIndices(mlir::Value indices, int64_t size) = 0;
  /// The next value of a variable of state.
  virtual void update(llvm::StringRef name, mlir::Value value) = 0;
};

/// A dimension of an input: a number, or the name of one that the model leaves open.
struct Dimension {
  int64_t size = 0;
  std::string name; ///< not empty where the size is open
};

struct Interface {
  std::string name;
  mlir::Type element;
  llvm::SmallVector<Dimension> shape;
  bool isOpen = false; ///< of no known rank
};

/// A parsed and checked file. Graphs can be built from it any number of times.
class ImportedModel {
public:
  /// Fails with one line that says what is wrong with the file.
  static llvm::Expected<std::unique_ptr<ImportedModel>> load(llvm::StringRef path, mlir::MLIRContext *context);
  ~ImportedModel();

  llvm::StringRef name() const;
  llvm::ArrayRef<Interface> inputs() const { return graphInputs; }
  llvm::ArrayRef<std::string> outputs() const { return graphOutputs; }

  /// The tensor that the first output is made of before its softmax or sigmoid; the output itself where it ends
  /// in none. And the operand of the last dense layer (Gemm, or MatMul and Add) before it; empty if there is none.
  std::string logits(llvm::StringRef activation) const;
  std::string features() const;

  struct Request {
    llvm::StringMap<mlir::Value> inputs;               ///< a value for each input
    llvm::StringMap<mlir::DenseElementsAttr> constants; ///< values that are known beforehand
    llvm::ArrayRef<std::string> results; ///< names of any of the graph's tensors
  };
  /// Builds the graph at the builder's place. One error lists all nodes that cannot be imported.
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> emit(mlir::OpBuilder &at, const Request &request, Host &host,
                                                       WeightStore &weights);

private:
  ImportedModel();
  struct Impl;
  std::unique_ptr<Impl> impl;
  llvm::SmallVector<Interface> graphInputs;
  std::vector<std::string> graphOutputs;
};

} // namespace dlc::importer
#endif

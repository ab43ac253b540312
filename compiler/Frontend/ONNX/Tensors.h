//===- Tensors.h - Tensors of a file ----------------------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNX_TENSORS_H
#define DLC_COMPILER_FRONTEND_ONNX_TENSORS_H

#include "dlc/Frontend/ONNX/WeightStore.h"
#include "mlir/IR/BuiltinAttributes.h"

// protobuf's macros and MLIR's do not clash, but its headers warn.
#include "onnx-ml.pb.h"

namespace dlc::importer {

/// The element type that one of ONNX's stands for; null for those that graphs do not have.
mlir::Type elementType(int32_t dataType, mlir::MLIRContext *context);
/// "float16", as ONNX's documents spell it.
std::string dataTypeName(int32_t dataType);

/// More elements than this, and a shape is a mistake or an attack.
inline constexpr int64_t kMostElements = int64_t(1) << 40;

/// Whether a tensor is of float16. Graphs have no such type: it is f32 there, which holds all its numbers, and nothing
/// may be computed of it that would have to be rounded.
inline bool isHalf(const ::onnx::TensorProto &tensor) { return tensor.data_type() == ::onnx::TensorProto::FLOAT16; }

/// The type of a tensor in a file; null, with a reason, where it cannot be one of the graph's.
mlir::RankedTensorType tensorType(const ::onnx::TensorProto &tensor, mlir::MLIRContext *context,
                                  std::string &reason);

/// A constant of the program with these elements.
mlir::DenseElementsAttr toAttribute(mlir::RankedTensorType type, llvm::ArrayRef<char> bytes);

/// A tensor's elements, row-major, as they lie in the file or, where they have to be converted, in a copy
/// that `store` keeps. Nothing is allocated before the file is known to hold that many. Empty, with a
/// reason, after an error.
class TensorReader {
public:
  TensorReader(llvm::StringRef folder, WeightStore &store) : folder(folder.str()), store(store) {}

  std::optional<llvm::ArrayRef<char>> bytes(const ::onnx::TensorProto &tensor, mlir::RankedTensorType type,
                                            std::string &reason);
  /// The same as a constant of the program.
  mlir::DenseElementsAttr constant(const ::onnx::TensorProto &tensor, mlir::MLIRContext *context,
                                   std::string &reason);

private:
  /// The elements in the type that they have in the file.
  std::optional<llvm::ArrayRef<char>> stored(const ::onnx::TensorProto &tensor, mlir::RankedTensorType type,
                                             std::string &reason);
  std::optional<llvm::ArrayRef<char>> external(const ::onnx::TensorProto &tensor, std::string &reason);

  std::string folder; ///< of the model, which external data may not leave
  WeightStore &store;
};

} // namespace dlc::importer
#endif

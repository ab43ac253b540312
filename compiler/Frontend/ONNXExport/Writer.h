//===- Writer.h - The graph that is being written ---------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNXEXPORT_WRITER_H
#define DLC_COMPILER_FRONTEND_ONNXEXPORT_WRITER_H

#include "Sizes.h"
#include "dlc/Dialect/DL/DL.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include "onnx-ml.pb.h"

namespace dlc::exporter {

using mlir::ArrayRef;
using mlir::RankedTensorType;
using mlir::SmallVector;
using mlir::Value;

inline RankedTensorType typeOf(Value value) { return mlir::cast<RankedTensorType>(value.getType()); }

/// Adds nodes and initialisers to a graph. A tensor is its name.
class Writer {
public:
  using Name = std::string;

  Writer(::onnx::GraphProto &graph, int64_t version) : graph(graph), version(version) {}

  ::onnx::GraphProto &graph;
  const int64_t version;

  /// One attribute of a node.
  struct Attribute {
    llvm::StringRef name;
    enum { Integer, Real, Integers } kind;
    int64_t integer = 0;
    double real = 0;
    SmallVector<int64_t> integers;

    Attribute(llvm::StringRef name, int64_t value) : name(name), kind(Integer), integer(value) {}
    Attribute(llvm::StringRef name, double value) : name(name), kind(Real), real(value) {}
    Attribute(llvm::StringRef name, ArrayRef<int64_t> values)
        : name(name), kind(Integers), integers(values.begin(), values.end()) {}
  };

  /// A node with one result.
  Name node(llvm::StringRef op, ArrayRef<Name> inputs, ArrayRef<Attribute> attributes = {});
  /// The same with a result of that name.
  void nodeTo(const Name &result, llvm::StringRef op, ArrayRef<Name> inputs, ArrayRef<Attribute> attributes = {});

  Name constant(mlir::DenseElementsAttr value);
  Name integers(ArrayRef<int64_t> values);
  Name scalar(mlir::Type element, double value);
  void initializer(const Name &name, RankedTensorType type, ArrayRef<char> bytes);
  /// The sizes as a tensor of integers; computed from an input's shape where they count rows.
  Name sizes(const Sizes &values);
  /// The number of rows, an i64[1].
  Name rows();
  /// Where that is seen: dimension `axis` of an input has `rows` elements for each row.
  void setRows(const Name &input, int64_t axis, int64_t rows) { rowSource = {input, axis, rows}; }
  Name reshape(const Name &x, const Sizes &shape);
  Name expand(const Name &x, const Sizes &shape) { return node("Expand", {x, sizes(shape)}); }
  /// Sum or mean or extremum, which has the axes with `keep`.
  Name reduce(llvm::StringRef op, const Name &x, ArrayRef<int64_t> axes, bool keep);

  /// Makes a name that no tensor has.
  Name fresh(llvm::StringRef stem);
  void reserve(const Name &name) { taken.insert(name); }
  /// What the nodes that follow are called.
  void setPlace(llvm::StringRef name) { place = name.str(); }

private:
  llvm::StringSet<> taken, nodeNames;
  std::string place;
  struct RowSource {
    Name input;
    int64_t axis = 0, rows = 1;
  };
  RowSource rowSource;
  llvm::StringMap<Name> knownSizes;
};

::onnx::TensorProto::DataType dataType(mlir::Type element);

/// The op being exported: its operands' and results' names.
struct Exported {
  Writer &w;
  const BatchSizes &batch;
  mlir::Operation *op;
  SmallVector<Writer::Name> operands;
  SmallVector<Writer::Name> results; ///< to be filled, one for each result that is used
};

/// Each returns false for ops that are not of its family.
bool exportElementwise(Exported &e);
bool exportShape(Exported &e);
bool exportContraction(Exported &e);
bool exportLayer(Exported &e);

} // namespace dlc::exporter
#endif

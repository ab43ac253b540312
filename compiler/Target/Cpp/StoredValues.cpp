//===- StoredValues.cpp - Values that come with a model, in emitted C++ -----===//
//
// What ../StoredValues.cpp does in an object.
//
//===----------------------------------------------------------------------===//
#include "Tables.h"

#include "llvm/Support/Format.h"
#include <cmath>
#include <cstring>

using namespace dlc;
using namespace dlc::cpp;

/// Numbers, as exact as decimal digits make them, or, where one of them is no number, words.
template <typename T> static bool printNumbers(llvm::raw_ostream &out, llvm::ArrayRef<char> bytes) {
  static constexpr bool isWide = sizeof(T) == 8;
  size_t count = bytes.size() / sizeof(T);
  auto read = [&](size_t index) {
    T value;
    std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
    return value;
  };
  for (size_t i = 0; i < count; ++i)
    if (!std::isfinite(read(i)))
      return false;
  for (size_t i = 0; i < count; ++i) {
    std::string text;
    llvm::raw_string_ostream(text) << llvm::format(isWide ? "%.17g" : "%.9g", static_cast<double>(read(i)));
    if (text.find_first_of(".e") == std::string::npos)
      text += ".0";
    out << (i % 8 ? " " : "\n    ") << text << (isWide ? "," : "f,");
  }
  return true;
}

static void printBytes(llvm::raw_ostream &out, llvm::ArrayRef<char> bytes) {
  for (size_t i = 0; i < bytes.size(); ++i)
    out << (i % 20 ? " " : "\n    ") << static_cast<unsigned>(static_cast<unsigned char>(bytes[i])) << ",";
}

static std::string shapeOf(const TensorDescription &tensor) {
  std::string text = tensor.name + " [";
  for (auto [i, size] : llvm::enumerate(tensor.shape))
    text += (i ? ", " : "") + std::to_string(size);
  return text + "]";
}

void dlc::cpp::printStoredValues(llvm::raw_ostream &out, const ModelDescription &model,
                                 llvm::ArrayRef<StoredValue> values, Names &names) {
  if (values.empty())
    return;
  out << "//===- Values that come with the model "
         "----------------------------------------===//\n\n";
  std::string copies;
  for (const StoredValue &value : values) {
    const TableDescription &table = value.isState ? model.state : model.parameters;
    const auto tensor = llvm::find_if(
        table.tensors, [&](const TensorDescription &tensor) { return tensor.offset == value.offset; });
    assert(tensor != table.tensors.end() && "a value is that of an entry");
    std::string name = names.add("stored_" + tensor->name), numbers;
    llvm::raw_string_ostream stream(numbers);
    const char *type = tensor->dtype == DLRT_F64 ? "double" : "float";
    bool isPrinted = (tensor->dtype == DLRT_F32 && printNumbers<float>(stream, value.bytes)) ||
                     (tensor->dtype == DLRT_F64 && printNumbers<double>(stream, value.bytes));
    if (!isPrinted) {
      type = "unsigned char";
      numbers.clear();
      printBytes(stream, value.bytes);
    }
    out << "// " << shapeOf(*tensor) << "\nalignas(64) const " << type << " " << name << "[] = {" << numbers << "\n};\n\n";
    copies += "  std::memcpy(view<char>(call->" + std::string(value.isState ? "state" : "parameters") + ", " +
              std::to_string(value.offset) + "), " + name + ", sizeof " + name + ");\n";
  }
  out << "void copy_stored(const dlrt_call *call) {\n" << copies << "}\n\n";
}

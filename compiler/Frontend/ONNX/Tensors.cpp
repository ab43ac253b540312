//===- Tensors.cpp - Tensors of a file --------------------------------------===//
#include "Tensors.h"

#include "mlir/IR/Builders.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <cstring>

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;
using ::onnx::TensorProto;

Type importer::elementType(int32_t dataType, MLIRContext *context) {
  Builder b(context);
  switch (dataType) {
  case TensorProto::FLOAT:
    return b.getF32Type();
  case TensorProto::DOUBLE:
    return b.getF64Type();
  case TensorProto::BFLOAT16:
    return b.getBF16Type();
  case TensorProto::INT32:
    return b.getI32Type();
  case TensorProto::INT64:
    return b.getI64Type();
  case TensorProto::UINT8:
    return b.getIntegerType(8, /*isSigned=*/false);
  case TensorProto::BOOL:
    return b.getI1Type();
  default:
    return {};
  }
}

std::string importer::dataTypeName(int32_t dataType) {
  if (!TensorProto::DataType_IsValid(dataType))
    return "data type " + std::to_string(dataType);
  return StringRef(TensorProto::DataType_Name(static_cast<TensorProto::DataType>(dataType))).lower();
}

RankedTensorType importer::tensorType(const TensorProto &tensor, MLIRContext *context, std::string &reason) {
  Type element = elementType(isHalf(tensor) ? int32_t(TensorProto::FLOAT) : tensor.data_type(), context);
  if (!element) {
    reason = "there are no tensors of " + dataTypeName(tensor.data_type());
    return {};
  }
  int64_t count = 1;
  SmallVector<int64_t> shape(tensor.dims().begin(), tensor.dims().end());
  for (int64_t size : shape) {
    if (size < 0) {
      reason = "a dimension is " + std::to_string(size);
      return {};
    }
    if (size && count > kMostElements / size) {
      reason = "the tensor has too many elements";
      return {};
    }
    count *= size;
  }
  return RankedTensorType::get(shape, element);
}

static size_t bytesOf(RankedTensorType type) {
  return type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

/// Copies elements that the file keeps in a wider type.
template <typename To, typename From>
static std::optional<ArrayRef<char>> narrowed(const From &values, RankedTensorType type, WeightStore &store,
                                              std::string &reason) {
  if (values.size() != type.getNumElements()) {
    reason = "the tensor has " + std::to_string(values.size()) + " values for " +
             std::to_string(type.getNumElements()) + " elements";
    return std::nullopt;
  }
  auto copy = std::make_shared<std::vector<char>>(bytesOf(type) + 1);
  for (int i = 0; i < values.size(); ++i) {
    To value = static_cast<To>(values.Get(i));
    std::memcpy(copy->data() + i * sizeof(To), &value, sizeof(To));
  }
  ArrayRef<char> bytes(copy->data(), bytesOf(type));
  store.keep(std::move(copy));
  return bytes;
}

std::optional<ArrayRef<char>> TensorReader::external(const TensorProto &tensor, std::string &reason) {
  StringRef location;
  uint64_t offset = 0;
  std::optional<uint64_t> length;
  for (const auto &entry : tensor.external_data()) {
    uint64_t number = 0;
    bool isNumber = !StringRef(entry.value()).getAsInteger(10, number);
    if (entry.key() == "location")
      location = entry.value();
    else if (entry.key() != "offset" && entry.key() != "length")
      continue; // a checksum, or what writers add
    else if (!isNumber) {
      reason = "the " + entry.key() + " of external data is '" + entry.value() + "'";
      return std::nullopt;
    } else if (entry.key() == "offset")
      offset = number;
    else
      length = number;
  }
  // Links may not lead outside either.
  SmallString<128> path(folder), real, root;
  llvm::sys::path::append(path, location);
  bool isInside = !location.empty() && !llvm::sys::path::is_absolute(location) &&
                  !llvm::is_contained(llvm::make_range(llvm::sys::path::begin(location),
                                                       llvm::sys::path::end(location)),
                                      "..");
  if (isInside && llvm::sys::fs::exists(path))
    isInside = !llvm::sys::fs::real_path(path, real) &&
               !llvm::sys::fs::real_path(folder.empty() ? "." : folder, root) &&
               (real.str() + "/").str().rfind((root.str() + "/").str(), 0) == 0;
  if (!isInside) {
    reason = ("external data in '" + location + "' lie outside the model's folder").str();
    return std::nullopt;
  }
  if (!llvm::sys::fs::is_regular_file(path)) {
    reason = ("external data: cannot read '" + path + "'").str();
    return std::nullopt;
  }
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer) {
    reason = ("external data: cannot read '" + path + "': " + buffer.getError().message()).str();
    return std::nullopt;
  }
  std::shared_ptr<llvm::MemoryBuffer> file = std::move(*buffer);
  uint64_t size = file->getBufferSize();
  uint64_t wanted = length.value_or(offset <= size ? size - offset : 0);
  if (offset > size || wanted > size - offset) {
    reason = ("external data: '" + path + "' has " + Twine(size) + " bytes, and the tensor lies at " +
              Twine(offset) + " with " + Twine(wanted))
                 .str();
    return std::nullopt;
  }
  ArrayRef<char> bytes(file->getBufferStart() + offset, wanted);
  store.keep(std::move(file));
  return bytes;
}

/// The number whose sign, 5 bits of exponent and 10 of fraction these are.
static float fromHalf(uint16_t half) {
  uint32_t bits = static_cast<uint32_t>(half & 0x7fff) << 13;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  // The exponent counts from -15 rather than -127; of a number below the normal ones, too.
  value *= 0x1p112f;
  if ((half & 0x7c00) == 0x7c00) { // infinite, or no number
    bits |= 0x7f800000;
    std::memcpy(&value, &bits, sizeof value);
  }
  return half & 0x8000 ? -value : value;
}

/// A copy of numbers of float16 as f32.
static ArrayRef<char> widened(ArrayRef<char> halves, WeightStore &store) {
  size_t count = halves.size() / sizeof(uint16_t);
  auto copy = std::make_shared<std::vector<char>>(count * sizeof(float) + 1);
  for (size_t i = 0; i < count; ++i) {
    uint16_t half;
    std::memcpy(&half, halves.data() + i * sizeof half, sizeof half);
    float value = fromHalf(half);
    std::memcpy(copy->data() + i * sizeof value, &value, sizeof value);
  }
  ArrayRef<char> bytes(copy->data(), count * sizeof(float));
  store.keep(std::move(copy));
  return bytes;
}

std::optional<ArrayRef<char>> TensorReader::bytes(const TensorProto &tensor, RankedTensorType type,
                                                  std::string &reason) {
  if (!isHalf(tensor))
    return stored(tensor, type, reason);
  auto halves = stored(tensor, type.clone(Float16Type::get(type.getContext())), reason);
  return halves ? std::optional(widened(*halves, store)) : std::nullopt;
}

std::optional<ArrayRef<char>> TensorReader::stored(const TensorProto &tensor, RankedTensorType type,
                                                   std::string &reason) {
  std::optional<ArrayRef<char>> raw;
  if (tensor.data_location() == TensorProto::EXTERNAL) {
    raw = external(tensor, reason);
    if (!raw)
      return std::nullopt;
  } else if (tensor.has_segment()) {
    reason = "tensors in segments are not supported";
    return std::nullopt;
  } else if (tensor.has_raw_data()) {
    raw = ArrayRef<char>(tensor.raw_data().data(), tensor.raw_data().size());
  }
  if (raw) {
    if (raw->size() == bytesOf(type))
      return raw;
    reason = "the tensor has " + std::to_string(raw->size()) + " bytes of data, and its type takes " +
             std::to_string(bytesOf(type));
    return std::nullopt;
  }
  switch (tensor.data_type()) {
  case TensorProto::FLOAT:
    return narrowed<float>(tensor.float_data(), type, store, reason);
  case TensorProto::DOUBLE:
    return narrowed<double>(tensor.double_data(), type, store, reason);
  case TensorProto::INT64:
    return narrowed<int64_t>(tensor.int64_data(), type, store, reason);
  case TensorProto::INT32:
    return narrowed<int32_t>(tensor.int32_data(), type, store, reason);
  case TensorProto::BFLOAT16:
  case TensorProto::FLOAT16:
    return narrowed<uint16_t>(tensor.int32_data(), type, store, reason);
  default: // uint8 and bool
    return narrowed<uint8_t>(tensor.int32_data(), type, store, reason);
  }
}

DenseElementsAttr importer::toAttribute(RankedTensorType type, ArrayRef<char> bytes) {
  if (type.getElementType().isInteger(1)) {
    SmallVector<bool> values;
    for (char byte : bytes)
      values.push_back(byte != 0);
    return DenseElementsAttr::get(type, values);
  }
  return DenseElementsAttr::getFromRawBuffer(type, bytes);
}

DenseElementsAttr TensorReader::constant(const TensorProto &tensor, MLIRContext *context,
                                         std::string &reason) {
  RankedTensorType type = tensorType(tensor, context, reason);
  if (!type)
    return {};
  std::optional<ArrayRef<char>> data = bytes(tensor, type, reason);
  if (!data)
    return {};
  return toAttribute(type, *data);
}

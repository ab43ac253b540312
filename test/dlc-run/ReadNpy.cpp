//===- ReadNpy.cpp - NumPy's files --------------------------------------------===//
// NumPy Enhancement Proposal 1: "\x93NUMPY", two bytes of version, the length of the header in two
// or four bytes, and the header, a Python dictionary with the keys descr, fortran_order and shape.
#include "HostTensor.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstring>

using namespace dlc;

/// What follows `key` in the header, up to `end`.
static llvm::StringRef valueOf(llvm::StringRef header, llvm::StringRef key, char end) {
  size_t at = header.find(key);
  if (at == llvm::StringRef::npos)
    return "";
  return header.drop_front(at + key.size()).take_until([&](char c) { return c == end; });
}

template <typename T> static std::vector<double> convert(llvm::StringRef data) {
  std::vector<double> values(data.size() / sizeof(T));
  for (size_t i = 0; i < values.size(); ++i) {
    T element;
    std::memcpy(&element, data.data() + i * sizeof(T), sizeof(T));
    values[i] = static_cast<double>(element);
  }
  return values;
}

llvm::Expected<std::vector<double>> dlc::readNpy(llvm::StringRef path,
                                                 const std::vector<int64_t> &shape) {
  auto wrong = [&](const llvm::Twine &reason) {
    return llvm::createStringError("'" + path + "' " + reason);
  };
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return wrong("cannot be read: " + buffer.getError().message());
  llvm::StringRef data = (*buffer)->getBuffer();
  if (!data.consume_front("\x93NUMPY") || data.size() < 6)
    return wrong("is not a .npy file");
  bool isFirstVersion = data[0] == 1;
  size_t length = isFirstVersion ? llvm::support::endian::read16le(data.data() + 2)
                                 : llvm::support::endian::read32le(data.data() + 2);
  data = data.drop_front(isFirstVersion ? 4 : 6);
  llvm::StringRef header = data.take_front(length);
  data = data.drop_front(std::min(length, data.size()));

  std::vector<int64_t> found;
  for (llvm::StringRef part : llvm::split(valueOf(header, "'shape': (", ')'), ',')) {
    int64_t size;
    if (!part.trim().getAsInteger(10, size))
      found.push_back(size);
  }
  if (valueOf(header, "'fortran_order': ", ',') != "False" || found != shape)
    return wrong("does not hold a row-major array of the right shape");

  llvm::StringRef type = valueOf(header, "'descr': '", '\'').drop_front();
  std::vector<double> values;
  if (type == "f4")
    values = convert<float>(data);
  else if (type == "f8")
    values = convert<double>(data);
  else if (type == "i4")
    values = convert<int32_t>(data);
  else if (type == "i8")
    values = convert<int64_t>(data);
  else if (type == "u1" || type == "b1")
    values = convert<uint8_t>(data);
  else
    return wrong("holds elements of type '" + type + "', expected f4, f8, i4, i8, u1 or b1");
  return values;
}

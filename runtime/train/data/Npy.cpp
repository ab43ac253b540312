#include "Npy.h"

#include <cctype>
#include <cstring>

namespace dlrt {
namespace {

// What the header's Python dictionary says.
struct Header {
  std::string descr;
  bool fortran = false;
  std::vector<int64_t> shape;
};

// Reads the literal {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), } and nothing else.
class HeaderParser {
public:
  HeaderParser(std::string text, const std::string &name) : text(std::move(text)), name(name) {}

  Header parse() {
    Header header;
    int seen = 0;
    expect('{');
    while (!accept('}')) {
      std::string key = string();
      expect(':');
      if (key == "descr") {
        seen |= 1;
        header.descr = string();
      } else if (key == "fortran_order") {
        seen |= 2;
        header.fortran = word() == "True";
      } else if (key == "shape") {
        seen |= 4;
        header.shape = tuple();
      } else {
        fail("key '" + key + "'");
      }
      if (!accept(',') && peek() != '}')
        fail("no comma or '}' after '" + key + "'");
    }
    if (seen != 7)
      fail("no descr, fortran_order or shape");
    return header;
  }

private:
  [[noreturn]] void fail(const std::string &what) {
    throw Error("'" + name + "' is not a good .npy file: its header has " + what);
  }
  char peek() {
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])))
      ++at;
    return at < text.size() ? text[at] : '\0';
  }
  bool accept(char c) {
    if (peek() != c)
      return false;
    ++at;
    return true;
  }
  void expect(char c) {
    if (!accept(c))
      fail(std::string("no '") + c + "' at byte " + std::to_string(at));
  }
  std::string string() {
    char quote = peek();
    if (quote != '\'' && quote != '"')
      fail("a structured or other dtype than numbers");
    size_t end = text.find(quote, ++at);
    if (end == std::string::npos)
      fail("a string without end");
    std::string value = text.substr(at, end - at);
    at = end + 1;
    return value;
  }
  std::string word() {
    peek();
    size_t begin = at;
    while (at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])))
      ++at;
    return text.substr(begin, at - begin);
  }
  std::vector<int64_t> tuple() {
    std::vector<int64_t> values;
    expect('(');
    while (!accept(')')) {
      if (!std::isdigit(static_cast<unsigned char>(peek())) || values.size() == DLRT_MAX_RANK)
        fail("a shape that is no tuple of at most 8 sizes");
      int64_t value = 0;
      for (; at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])); ++at) {
        if (value > INT64_MAX / 10 - 1)
          fail("a size that is too large");
        value = value * 10 + (text[at] - '0');
      }
      values.push_back(value);
      if (!accept(',') && peek() != ')')
        fail("a shape without closing parenthesis");
    }
    return values;
  }

  std::string text;
  const std::string &name;
  size_t at = 0;
};

float halfToFloat(uint16_t half) {
  uint32_t sign = uint32_t(half & 0x8000) << 16, exponent = half >> 10 & 31, mantissa = half & 1023;
  if (exponent == 0) // zero or subnormal: mantissa * 2^-24
    return (sign ? -1.0f : 1.0f) * static_cast<float>(mantissa) * 0x1.0p-24f;
  uint32_t bits = sign | (exponent == 31 ? 255u : exponent + 112) << 23 | mantissa << 13;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

template <typename From, typename To, typename Function>
Bytes widen(const Bytes &from, Function function) {
  size_t count = from.size() / sizeof(From);
  Bytes to(count * sizeof(To));
  for (size_t i = 0; i < count; ++i) {
    From value;
    std::memcpy(&value, from.data() + i * sizeof(From), sizeof value);
    To wide = function(value);
    std::memcpy(to.data() + i * sizeof(To), &wide, sizeof wide);
  }
  return to;
}

// Types that tensors do not have become the next larger one.
void widenArray(const std::string &type, Array &array) {
  if (type == "f2") {
    array.dtype = DLRT_F32;
    array.data = widen<uint16_t, float>(array.data, halfToFloat);
  } else if (type == "i2") {
    array.dtype = DLRT_I32;
    array.data = widen<int16_t, int32_t>(array.data, [](int16_t v) { return int32_t(v); });
  } else if (type == "u2") {
    array.dtype = DLRT_I32;
    array.data = widen<uint16_t, int32_t>(array.data, [](uint16_t v) { return int32_t(v); });
  } else {
    array.dtype = DLRT_I64;
    array.data = widen<uint32_t, int64_t>(array.data, [](uint32_t v) { return int64_t(v); });
  }
}

struct PlainType {
  const char *word;
  dlrt_dtype dtype;
};
const PlainType kPlain[] = {{"f4", DLRT_F32}, {"f8", DLRT_F64}, {"i4", DLRT_I32}, {"i8", DLRT_I64},
                            {"u1", DLRT_U8},  {"i1", DLRT_I8},  {"b1", DLRT_BOOL}};

std::string readHeaderText(Stream &stream) {
  uint8_t prefix[8], length[4] = {0, 0, 0, 0};
  stream.readAll(prefix, 8);
  if (std::memcmp(prefix, "\x93NUMPY", 6) != 0)
    throw Error("'" + stream.name + "' is not a .npy file: its magic number is wrong");
  if (prefix[6] < 1 || prefix[6] > 3)
    throw Error("'" + stream.name + "' has .npy version " + std::to_string(prefix[6]) +
                ", expected 1 to 3");
  stream.readAll(length, prefix[6] == 1 ? 2 : 4);
  uint32_t size =
      length[0] | uint32_t(length[1]) << 8 | uint32_t(length[2]) << 16 | uint32_t(length[3]) << 24;
  if (size > 1 << 20)
    throw Error("'" + stream.name + "' is not a good .npy file: a header of " +
                std::to_string(size) + " bytes");
  std::string text(size, '\0');
  stream.readAll(text.data(), size);
  return text;
}

} // namespace

Array readNpy(Stream &stream) {
  Header header = HeaderParser(readHeaderText(stream), stream.name).parse();
  if (header.fortran && header.shape.size() > 1)
    throw Error("'" + stream.name +
                "' is in column-major order; save it with "
                "numpy.ascontiguousarray");
  const std::string &descr = header.descr;
  std::string type = descr.size() == 3 ? descr.substr(1) : "";
  bool byteOrder = descr[0] == '<' || descr[0] == '|' || (descr[0] == '=');
  Array array;
  array.shape = header.shape;
  array.origin = stream.name;
  for (const PlainType &plain : kPlain)
    if (byteOrder && type == plain.word) {
      array.dtype = plain.dtype;
      array.data =
          stream.readBytes(checkedBytes(array.shape, dlrt_dtype_size(plain.dtype), stream.name));
      return array;
    }
  if (byteOrder && (type == "f2" || type == "i2" || type == "u2" || type == "u4")) {
    array.data = stream.readBytes(checkedBytes(array.shape, type == "u4" ? 4 : 2, stream.name));
    widenArray(type, array);
    return array;
  }
  throw Error("'" + stream.name + "' has dtype '" + descr +
              "', expected little-endian f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 or bool");
}

std::string npyHeader(dlrt_dtype dtype, const std::vector<int64_t> &shape) {
  std::string descr = "<f4"; // bf16 is written as f32 by who calls
  for (const PlainType &plain : kPlain)
    if (plain.dtype == dtype)
      descr = (dlrt_dtype_size(dtype) == 1 ? "|" : "<") + std::string(plain.word);
  std::string text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (";
  for (size_t i = 0; i < shape.size(); ++i)
    text += (i ? ", " : "") + std::to_string(shape[i]);
  text += shape.size() == 1 ? ",), }" : "), }";
  // The data start at a multiple of 64, as NumPy has it.
  size_t total = (10 + text.size() + 1 + 63) / 64 * 64;
  text.append(total - 10 - text.size() - 1, ' ');
  text += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(text.size() & 255);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

} // namespace dlrt

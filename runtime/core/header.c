/* A strict parser of exactly the JSON that a safetensors header may hold:
 *   {"__metadata__": {"key": "value", …}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets":
 * [0, 24]}, …} The bytes may come from anywhere, so every number is checked before it is used.
 * There is no recursion. */
#include "header.h"
#include "message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  char *at, *end, *begin;
  const char *problem; /* null while all is well */
} parser;

static int bad(parser *p, const char *problem) {
  if (!p->problem)
    p->problem = problem;
  return -1;
}

static void skip_space(parser *p) {
  while (p->at < p->end && (*p->at == ' ' || *p->at == '\n' || *p->at == '\t' || *p->at == '\r'))
    ++p->at;
}

/* The next character after white space, not consumed; 0 at the end. */
static int peek(parser *p) {
  skip_space(p);
  return p->at < p->end ? (unsigned char)*p->at : 0;
}

static int expect(parser *p, char c, const char *problem) {
  if (peek(p) != (unsigned char)c)
    return bad(p, problem);
  ++p->at;
  return 0;
}

static int hex4(parser *p, uint32_t *code) {
  if (p->end - p->at < 4)
    return bad(p, "an incomplete \\u escape");
  *code = 0;
  for (int i = 0; i < 4; ++i) {
    char c = *p->at++;
    uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                     : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                     : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                            : 16;
    if (digit == 16)
      return bad(p, "a \\u escape with a character that is no hexadecimal digit");
    *code = *code * 16 + digit;
  }
  return 0;
}

static char *put_utf8(char *out, uint32_t code) {
  if (code < 0x80) {
    *out++ = (char)code;
  } else if (code < 0x800) {
    *out++ = (char)(0xC0 | code >> 6);
    *out++ = (char)(0x80 | (code & 63));
  } else if (code < 0x10000) {
    *out++ = (char)(0xE0 | code >> 12);
    *out++ = (char)(0x80 | (code >> 6 & 63));
    *out++ = (char)(0x80 | (code & 63));
  } else {
    *out++ = (char)(0xF0 | code >> 18);
    *out++ = (char)(0x80 | (code >> 12 & 63));
    *out++ = (char)(0x80 | (code >> 6 & 63));
    *out++ = (char)(0x80 | (code & 63));
  }
  return out;
}

/* Decodes one escape behind its backslash; what it stands for is never longer than its spelling. */
static char *escape(parser *p, char *out) {
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  if (p->at == p->end)
    return bad(p, "a string without end"), NULL;
  char c = *p->at++;
  if (c != 'u') {
    const char *found = c ? strchr(from, c) : NULL;
    if (!found)
      return bad(p, "an unknown escape"), NULL;
    *out++ = to[found - from];
    return out;
  }
  uint32_t code, low;
  if (hex4(p, &code))
    return NULL;
  if (code >= 0xD800 && code < 0xDC00) {
    if (p->end - p->at < 2 || p->at[0] != '\\' || p->at[1] != 'u')
      return bad(p, "half of a surrogate pair"), NULL;
    p->at += 2;
    if (hex4(p, &low))
      return NULL;
    if (low < 0xDC00 || low > 0xDFFF)
      return bad(p, "half of a surrogate pair"), NULL;
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  } else if (code >= 0xDC00 && code < 0xE000) {
    return bad(p, "half of a surrogate pair"), NULL;
  }
  if (!code)
    return bad(p, "a zero character in a string"), NULL;
  return put_utf8(out, code);
}

/* Length of the valid UTF-8 sequence at `s`, 0 if there is none. */
static int utf8_length(const unsigned char *s, ptrdiff_t left) {
  int length = s[0] < 0x80                   ? 1
               : s[0] >= 0xC2 && s[0] < 0xE0 ? 2
               : s[0] >= 0xE0 && s[0] < 0xF0 ? 3
               : s[0] >= 0xF0 && s[0] < 0xF5 ? 4
                                             : 0;
  if (!length || length > left)
    return 0;
  for (int i = 1; i < length; ++i)
    if ((s[i] & 0xC0) != 0x80)
      return 0;
  if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F) ||
      (s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))
    return 0;
  return length;
}

/* A string, decoded in place and terminated where its closing quote was, or earlier. */
static char *string(parser *p) {
  if (expect(p, '"', "something else where a string belongs"))
    return NULL;
  char *begin = p->at, *out = p->at;
  while (p->at < p->end && *p->at != '"') {
    if (*p->at == '\\') {
      ++p->at;
      if (!(out = escape(p, out)))
        return NULL;
      continue;
    }
    if ((unsigned char)*p->at < 0x20)
      return bad(p, "a control character in a string"), NULL;
    int length = utf8_length((const unsigned char *)p->at, p->end - p->at);
    if (!length)
      return bad(p, "a string that is not UTF-8"), NULL;
    while (length--)
      *out++ = *p->at++;
  }
  if (p->at == p->end)
    return bad(p, "a string without end"), NULL;
  ++p->at;
  *out = 0;
  return begin;
}

static int number(parser *p, uint64_t *value) {
  int c = peek(p);
  if (c < '0' || c > '9')
    return bad(p, "something else where a whole number belongs");
  if (c == '0' && p->end - p->at > 1 && p->at[1] >= '0' && p->at[1] <= '9')
    return bad(p, "a number with a leading zero");
  for (*value = 0; p->at < p->end && *p->at >= '0' && *p->at <= '9'; ++p->at) {
    uint64_t digit = (uint64_t)(*p->at - '0');
    if (*value > (INT64_MAX - digit) / 10)
      return bad(p, "a number above 2^63 - 1");
    *value = *value * 10 + digit;
  }
  return 0;
}

/* After an element: 1 for a comma, 0 for `close`, -1 for anything else. */
static int next(parser *p, char close) {
  int c = peek(p);
  if (c != ',' && c != close)
    return bad(p, "something else where a comma or a closing bracket belongs");
  ++p->at;
  return c == ',';
}

/* A list of at most `room` numbers. */
static int numbers(parser *p, uint64_t *values, int room, int *count) {
  *count = 0;
  if (expect(p, '[', "something else where a list belongs"))
    return -1;
  if (peek(p) == ']')
    return ++p->at, 0;
  int more;
  do {
    if (*count == room)
      return bad(p, "a list that is too long (shapes have at most 8 dimensions, offsets two)");
    if (number(p, &values[(*count)++]) || (more = next(p, ']')) < 0)
      return -1;
  } while (more);
  return 0;
}

static void *grow(parser *p, void *items, int32_t count, size_t size) {
  if (count & (count - 1)) /* room for the next power of two is there already */
    return items;
  if (count > 1 << 28)
    return bad(p, "too many entries"), NULL;
  void *bigger = realloc(items, (size_t)(count ? 2 * (size_t)count : 1) * size);
  if (!bigger)
    bad(p, "more entries than there is memory for");
  return bigger;
}

static int metadata(parser *p, dlrt_safetensors *file) {
  if (expect(p, '{', "metadata that is not an object"))
    return -1;
  if (peek(p) == '}')
    return ++p->at, 0;
  int more;
  do {
    void *grown = grow(p, file->metadata, file->metadata_count, sizeof *file->metadata);
    if (!grown)
      return -1;
    file->metadata = grown;
    dlrt_pair *pair = &file->metadata[file->metadata_count];
    if (!(pair->key = string(p)) || expect(p, ':', "a key without a colon") ||
        !(pair->value = string(p)))
      return -1;
    ++file->metadata_count;
    if ((more = next(p, '}')) < 0)
      return -1;
  } while (more);
  return 0;
}

/* Bits of an element of each dtype the format has; the ones a model can hold have their dlrt_dtype.
 */
static int dtype_bits(const char *word, dlrt_stored *stored) {
  static const struct {
    const char *word;
    int bits, dtype;
  } known[] = {{"F32", 32, DLRT_F32}, {"F64", 64, DLRT_F64},  {"BF16", 16, DLRT_BF16},
               {"I32", 32, DLRT_I32}, {"I64", 64, DLRT_I64},  {"U8", 8, DLRT_U8},
               {"I8", 8, DLRT_I8},    {"BOOL", 8, DLRT_BOOL}, {"F16", 16, -1},
               {"I16", 16, -1},       {"U16", 16, -1},        {"U32", 32, -1},
               {"U64", 64, -1},       {"F8_E4M3", 8, -1},     {"F8_E5M2", 8, -1},
               {"F8_E8M0", 8, -1},    {"C64", 64, -1}};
  for (size_t i = 0; i < sizeof known / sizeof *known; ++i)
    if (strcmp(known[i].word, word) == 0) {
      stored->known = known[i].dtype >= 0;
      stored->tensor.dtype = stored->known ? (dlrt_dtype)known[i].dtype : DLRT_U8;
      return known[i].bits;
    }
  return 0;
}

static int check_tensor(parser *p, dlrt_stored *stored, const uint64_t *shape,
                        const uint64_t *offsets, uint64_t data_size) {
  int bits = dtype_bits(stored->dtype, stored);
  if (!bits)
    return bad(p, "a dtype that the format does not have");
  if (offsets[0] > offsets[1] || offsets[1] > data_size)
    return bad(p, "a tensor that lies outside the file");
  uint64_t elements = 1;
  for (int i = 0; i < stored->tensor.rank; ++i) {
    if (shape[i] && elements > (uint64_t)INT64_MAX / 64 / shape[i])
      return bad(p, "a tensor with more elements than any file could hold");
    elements *= shape[i];
    stored->tensor.shape[i] = (int64_t)shape[i];
  }
  stored->bytes = (size_t)(offsets[1] - offsets[0]);
  stored->tensor.offset = (size_t)offsets[0];
  if (elements * (uint64_t)(bits / 8) != stored->bytes)
    return bad(p, "a tensor whose shape and dtype do not match its number of bytes");
  return 0;
}

static int tensor(parser *p, dlrt_stored *stored, uint64_t data_size) {
  if (expect(p, '{', "a tensor that is not an object"))
    return -1;
  uint64_t shape[DLRT_MAX_RANK], offsets[2];
  int rank = 0, pair = 0, seen = 0, more;
  do {
    const char *key = string(p);
    if (!key || expect(p, ':', "a key without a colon"))
      return -1;
    int which = strcmp(key, "dtype") == 0          ? 1
                : strcmp(key, "shape") == 0        ? 2
                : strcmp(key, "data_offsets") == 0 ? 4
                                                   : 0;
    if (!which || seen & which)
      return bad(p, "a tensor with keys other than one dtype, one shape and one data_offsets");
    seen |= which;
    int failed = which == 1   ? !(stored->dtype = string(p))
                 : which == 2 ? numbers(p, shape, DLRT_MAX_RANK, &rank)
                              : numbers(p, offsets, 2, &pair);
    if (failed || (more = next(p, '}')) < 0)
      return -1;
  } while (more);
  if (seen != 7 || pair != 2)
    return bad(p, "a tensor without dtype, shape or both data_offsets");
  stored->tensor.rank = rank;
  return check_tensor(p, stored, shape, offsets, data_size);
}

static int entries(parser *p, dlrt_safetensors *file, uint64_t data_size) {
  if (expect(p, '{', "something else where the object of tensors belongs"))
    return -1;
  if (peek(p) == '}')
    return ++p->at, 0;
  int more, has_metadata = 0;
  do {
    char *name = string(p);
    if (!name || expect(p, ':', "a name without a colon"))
      return -1;
    if (strcmp(name, "__metadata__") == 0) {
      if (has_metadata++)
        return bad(p, "two __metadata__ objects");
      if (metadata(p, file))
        return -1;
    } else {
      void *grown = grow(p, file->tensors, file->count, sizeof *file->tensors);
      if (!grown)
        return -1;
      file->tensors = grown;
      dlrt_stored *stored = &file->tensors[file->count];
      memset(stored, 0, sizeof *stored);
      stored->tensor.name = name;
      if (tensor(p, stored, data_size))
        return -1;
      ++file->count;
    }
    if ((more = next(p, '}')) < 0)
      return -1;
  } while (more);
  return 0;
}

int dlrt_header_parse(dlrt_safetensors *file, size_t size, uint64_t data_size,
                      dlrt_message *message) {
  parser p = {file->header, file->header + size, file->header, NULL};
  if (!entries(&p, file, data_size) && peek(&p) != 0)
    bad(&p, "text behind the object of tensors");
  if (!p.problem)
    return 0;
  return dlrt_fail(message, "'%s' is not a good safetensors file: its header has %s at byte %zu",
                   file->path, p.problem, (size_t)(p.at - p.begin) + 8);
}

/* Reading and writing safetensors files: eight bytes of header size, a JSON header, the data. */
#define _GNU_SOURCE
#include "header.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The format's own limit: a damaged size must not become a huge allocation. */
enum { kMaxHeader = 100 * 1000 * 1000 };

static int read_at(const dlrt_safetensors *file, uint64_t offset, void *data, size_t size,
                   dlrt_message *message) {
  char *out = data;
  while (size) {
    ssize_t got = pread(file->fd, out, size, (off_t)offset);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return dlrt_fail(message, "cannot read '%s': %s", file->path, strerror(errno));
    if (!got)
      return dlrt_fail(message, "cannot read '%s': the file has become shorter", file->path);
    out += got;
    offset += (uint64_t)got;
    size -= (size_t)got;
  }
  return 0;
}

static int by_offset(const void *a, const void *b) {
  const dlrt_stored *x = a, *y = b;
  if (x->tensor.offset != y->tensor.offset)
    return x->tensor.offset < y->tensor.offset ? -1 : 1;
  return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const dlrt_stored *)a)->tensor.name, ((const dlrt_stored *)b)->tensor.name);
}

static int by_key(const void *a, const void *b) {
  return strcmp(((const dlrt_pair *)a)->key, ((const dlrt_pair *)b)->key);
}

/* Tensors must cover the data without holes or overlaps; names must differ. Leaves the tensors
 * sorted by name and their offsets counted from the start of the file. */
static int check_layout(dlrt_safetensors *file, uint64_t data_start, uint64_t data_size,
                        dlrt_message *message) {
  if (file->count)
    qsort(file->tensors, (size_t)file->count, sizeof *file->tensors, by_offset);
  uint64_t end = 0;
  for (int32_t i = 0; i < file->count; ++i) {
    dlrt_stored *stored = &file->tensors[i];
    if (stored->tensor.offset != end)
      return dlrt_fail(message,
                       "'%s' is not a good safetensors file: tensor '%s' starts at byte "
                       "%zu of the data, expected %llu",
                       file->path, stored->tensor.name, stored->tensor.offset,
                       (unsigned long long)end);
    end += stored->bytes;
    stored->tensor.offset += data_start;
  }
  if (end != data_size)
    return dlrt_fail(message,
                     "'%s' is not a good safetensors file: its tensors take %llu bytes, "
                     "its data %llu",
                     file->path, (unsigned long long)end, (unsigned long long)data_size);

  if (file->count)
    qsort(file->tensors, (size_t)file->count, sizeof *file->tensors, by_name);
  for (int32_t i = 1; i < file->count; ++i)
    if (by_name(&file->tensors[i - 1], &file->tensors[i]) == 0)
      return dlrt_fail(message, "'%s' is not a good safetensors file: two tensors are called '%s'",
                       file->path, file->tensors[i].tensor.name);
  if (file->metadata_count)
    qsort(file->metadata, (size_t)file->metadata_count, sizeof *file->metadata, by_key);
  for (int32_t i = 1; i < file->metadata_count; ++i)
    if (by_key(&file->metadata[i - 1], &file->metadata[i]) == 0)
      return dlrt_fail(message,
                       "'%s' is not a good safetensors file: two metadata entries are "
                       "called '%s'",
                       file->path, file->metadata[i].key);
  return 0;
}

static int open_checked(dlrt_safetensors *file, dlrt_message *message) {
  struct stat status;
  if (fstat(file->fd, &status))
    return dlrt_fail(message, "cannot read '%s': %s", file->path, strerror(errno));
  if (!S_ISREG(status.st_mode))
    return dlrt_fail(message, "cannot read '%s': not a regular file", file->path);
  uint64_t size = (uint64_t)status.st_size, header = 0;
  unsigned char prefix[8];
  if (size < 8)
    return dlrt_fail(message,
                     "'%s' is not a good safetensors file: it has %llu bytes, expected "
                     "at least 8",
                     file->path, (unsigned long long)size);
  if (read_at(file, 0, prefix, 8, message))
    return -1;
  for (int i = 7; i >= 0; --i)
    header = header << 8 | prefix[i];
  if (header > kMaxHeader || header > size - 8)
    return dlrt_fail(message,
                     "'%s' is not a good safetensors file: a header of %llu bytes in a "
                     "file of %llu",
                     file->path, (unsigned long long)header, (unsigned long long)size);
  if (!(file->header = malloc((size_t)header + 1)))
    return dlrt_fail(message, "cannot read '%s': not enough memory", file->path);
  if (read_at(file, 8, file->header, (size_t)header, message))
    return -1;
  uint64_t data_size = size - 8 - header;
  if (dlrt_header_parse(file, (size_t)header, data_size, message))
    return -1;
  return check_layout(file, 8 + header, data_size, message);
}

int dlrt_safetensors_open(dlrt_safetensors *file, const char *path, dlrt_message *message) {
  memset(file, 0, sizeof *file);
  file->fd = open(path, O_RDONLY | O_CLOEXEC);
  if (file->fd < 0)
    return dlrt_fail(message, "cannot read '%s': %s", path, strerror(errno));
  int result = -1;
  if (!(file->path = strdup(path)))
    dlrt_fail(message, "cannot read '%s': not enough memory", path);
  else
    result = open_checked(file, message);
  if (result)
    dlrt_safetensors_close(file);
  return result;
}

void dlrt_safetensors_close(dlrt_safetensors *file) {
  if (file->fd >= 0)
    close(file->fd);
  free(file->path);
  free(file->header);
  free(file->tensors);
  free(file->metadata);
  memset(file, 0, sizeof *file);
  file->fd = -1;
}

const dlrt_stored *dlrt_safetensors_find(const dlrt_safetensors *file, const char *name) {
  dlrt_stored key;
  key.tensor.name = name;
  return file->count ? bsearch(&key, file->tensors, (size_t)file->count, sizeof key, by_name)
                     : NULL;
}

const char *dlrt_safetensors_metadata(const dlrt_safetensors *file, const char *key) {
  dlrt_pair wanted = {key, NULL};
  const dlrt_pair *pair =
      file->metadata_count
          ? bsearch(&wanted, file->metadata, (size_t)file->metadata_count, sizeof wanted, by_key)
          : NULL;
  return pair ? pair->value : NULL;
}

int dlrt_safetensors_read(const dlrt_safetensors *file, const dlrt_stored *stored, void *data,
                          dlrt_message *message) {
  return read_at(file, stored->tensor.offset, data, stored->bytes, message);
}

/* --- writing -------------------------------------------------------------------------------- */

/* A header under construction; `failed` once memory has run out. */
typedef struct {
  char *text;
  size_t size, room;
  int failed;
} builder;

static void append(builder *b, const char *text, size_t size) {
  if (b->failed)
    return;
  if (size > b->room - b->size) {
    size_t room = 2 * (b->size + size) + 256;
    char *bigger = realloc(b->text, room);
    if (!bigger) {
      b->failed = 1;
      return;
    }
    b->text = bigger;
    b->room = room;
  }
  memcpy(b->text + b->size, text, size);
  b->size += size;
}

static void append_text(builder *b, const char *text) { append(b, text, strlen(text)); }

static void append_string(builder *b, const char *text) {
  append(b, "\"", 1);
  for (; *text; ++text) {
    char escaped[8];
    if (*text == '"' || *text == '\\') {
      append(b, "\\", 1);
      append(b, text, 1);
    } else if ((unsigned char)*text < 0x20) {
      snprintf(escaped, sizeof escaped, "\\u%04x", (unsigned)(unsigned char)*text);
      append_text(b, escaped);
    } else {
      append(b, text, 1);
    }
  }
  append(b, "\"", 1);
}

static void append_item(builder *b, const dlrt_tensor *tensor, uint64_t begin, uint64_t end) {
  static const char *const words[] = {"F32", "F64", "BF16", "I32", "I64", "U8", "I8", "BOOL"};
  char text[96];
  append_string(b, tensor->name);
  snprintf(text, sizeof text, ":{\"dtype\":\"%s\",\"shape\":[", words[tensor->dtype]);
  append_text(b, text);
  for (int32_t i = 0; i < tensor->rank; ++i) {
    snprintf(text, sizeof text, "%s%lld", i ? "," : "", (long long)tensor->shape[i]);
    append_text(b, text);
  }
  snprintf(text, sizeof text, "],\"data_offsets\":[%llu,%llu]}", (unsigned long long)begin,
           (unsigned long long)end);
  append_text(b, text);
}

static builder make_header(const dlrt_item *items, int32_t count, const dlrt_pair *metadata,
                           int32_t metadata_count) {
  builder b = {NULL, 0, 0, 0};
  uint64_t offset = 0;
  append(&b, "{", 1);
  if (metadata_count) {
    append_text(&b, "\"__metadata__\":{");
    for (int32_t i = 0; i < metadata_count; ++i) {
      append_text(&b, i ? "," : "");
      append_string(&b, metadata[i].key);
      append(&b, ":", 1);
      append_string(&b, metadata[i].value);
    }
    append(&b, "}", 1);
  }
  for (int32_t i = 0; i < count; ++i) {
    append_text(&b, i || metadata_count ? "," : "");
    uint64_t bytes = dlrt_tensor_bytes(items[i].tensor);
    append_item(&b, items[i].tensor, offset, offset + bytes);
    offset += bytes;
  }
  append(&b, "}", 1);
  /* Data that starts at a multiple of 64 can be used in place by who maps the file. */
  while (!b.failed && (b.size + 8) % 64)
    append(&b, " ", 1);
  return b;
}

static int write_item(dlrt_file *file, const dlrt_item *item, int32_t index, dlrt_fetch fetch,
                      void *context, dlrt_message *message) {
  size_t bytes = dlrt_tensor_bytes(item->tensor);
  if (item->data) {
    dlrt_file_write(file, item->data, bytes);
    return 0;
  }
  void *scratch = malloc(bytes ? bytes : 1);
  if (!scratch)
    return dlrt_fail(message, "not enough memory to unpack '%s'", item->tensor->name);
  dlrt_status status = fetch ? fetch(context, index, scratch) : DLRT_BAD_ARGUMENT;
  if (status == DLRT_OK)
    dlrt_file_write(file, scratch, bytes);
  free(scratch);
  if (status != DLRT_OK)
    return dlrt_fail(message, "cannot unpack '%s': %s", item->tensor->name,
                     dlrt_status_text(status));
  return 0;
}

int dlrt_safetensors_write(const char *path, const dlrt_item *items, int32_t count,
                           const dlrt_pair *metadata, int32_t metadata_count, dlrt_fetch fetch,
                           void *context, dlrt_message *message) {
  builder header = make_header(items, count, metadata, metadata_count);
  if (header.failed) {
    free(header.text);
    return dlrt_fail(message, "cannot write '%s': not enough memory", path);
  }
  dlrt_file *file = dlrt_file_create(path, message);
  if (!file) {
    free(header.text);
    return -1;
  }
  unsigned char prefix[8];
  for (int i = 0; i < 8; ++i)
    prefix[i] = (unsigned char)((uint64_t)header.size >> 8 * i);
  dlrt_file_write(file, prefix, 8);
  dlrt_file_write(file, header.text, header.size);
  free(header.text);
  for (int32_t i = 0; i < count; ++i)
    if (write_item(file, &items[i], i, fetch, context, message)) {
      dlrt_file_abandon(file);
      return -1;
    }
  return dlrt_file_commit(file, message);
}

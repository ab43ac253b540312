/* The JSON header of a safetensors file. */
#ifndef DLRT_CORE_HEADER_H
#define DLRT_CORE_HEADER_H

#include "dlrt/checkpoint.h"

/* Parses `size` bytes at file->header, which are changed: names and values are decoded in place and
 * terminated. Fills tensors (their offsets still count from the start of the data) and metadata, in
 * the file's order. The data behind the header has `data_size` bytes. On failure the caller frees
 * what is in `file`. */
int dlrt_header_parse(dlrt_safetensors *file, size_t size, uint64_t data_size,
                      dlrt_message *message);

#endif

/* The five blocks of a model, carved from one allocation. */
#include "message.h"

#include <stdlib.h>
#include <string.h>

enum { kCacheLine = 64, kBlocks = 5 };

/* Moves `*end` past a block of `size` bytes; -1 when the sum does not fit a size_t. */
static int reserve(size_t *end, size_t size, size_t alignment, size_t *offset) {
  if (*end > SIZE_MAX - (alignment - 1))
    return -1;
  *offset = (*end + alignment - 1) / alignment * alignment;
  if (size > SIZE_MAX - *offset)
    return -1;
  *end = *offset + size;
  return 0;
}

int dlrt_blocks_create(dlrt_blocks *blocks, const dlrt_model *model, int32_t threads,
                       dlrt_message *message) {
  memset(blocks, 0, sizeof *blocks);
  if (dlrt_model_check(model, message))
    return -1;
  if (threads < 1 || threads > DLRT_MAX_THREADS)
    return dlrt_fail(message, "%d threads, expected 1 to %d", (int)threads, DLRT_MAX_THREADS);

  const dlrt_table *tables[] = {&model->parameters, &model->state, &model->optimizer,
                                &model->gradients};
  size_t offsets[kBlocks], end = 0, largest = kCacheLine;
  for (int i = 0; i < kBlocks; ++i) {
    size_t size = 0, alignment = kCacheLine;
    if (i < 4) {
      size = tables[i]->size;
      alignment = tables[i]->alignment > kCacheLine ? tables[i]->alignment : (size_t)kCacheLine;
    } else if (model->workspace_size) {
      size = model->workspace_size(threads);
    }
    if (alignment & (alignment - 1))
      return dlrt_fail(message, "model '%s': alignment %zu is not a power of two", model->name,
                       alignment);
    if (alignment > largest)
      largest = alignment;
    if (reserve(&end, size, alignment, &offsets[i]))
      return dlrt_fail(message, "model '%s' is larger than the address space", model->name);
  }

  /* A spare line keeps the pointers of empty blocks inside the allocation, and vector loads that
   * run past the end of the last tensor inside mapped memory. */
  size_t slack;
  if (reserve(&end, kCacheLine, largest, &slack) || reserve(&end, 0, largest, &blocks->size))
    return dlrt_fail(message, "model '%s' is larger than the address space", model->name);
  if (posix_memalign(&blocks->memory, largest, blocks->size)) {
    blocks->memory = NULL;
    return dlrt_fail(message, "not enough memory: model '%s' needs %zu bytes", model->name,
                     blocks->size);
  }
  memset(blocks->memory, 0, blocks->size);

  char *base = blocks->memory;
  blocks->parameters = base + offsets[0];
  blocks->state = base + offsets[1];
  blocks->optimizer = base + offsets[2];
  blocks->gradients = base + offsets[3];
  blocks->workspace = base + offsets[4];
  return 0;
}

void dlrt_blocks_destroy(dlrt_blocks *blocks) {
  free(blocks->memory);
  memset(blocks, 0, sizeof *blocks);
}

void dlrt_blocks_fill(const dlrt_blocks *blocks, const dlrt_model *model, dlrt_call *call) {
  memset(call, 0, sizeof *call);
  call->parameters = blocks->parameters;
  call->state = blocks->state;
  call->optimizer = blocks->optimizer;
  call->gradients = blocks->gradients;
  call->workspace = blocks->workspace;
  call->n_valid = model->batch;
  call->lr_scale = 1;
}

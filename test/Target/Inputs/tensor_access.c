/* tensor_access NAME MODEL.so: writes each tensor of the four blocks by set_param, and looks whether its bytes, and no
 * others, have changed and get_param gives them back. */
#include "../../Helpers/load_model.h"
#include "dlrt/core.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kBlocks = 4 };

static int wrong, turned;

static void expect(int condition, const char *what, int32_t index) {
  if (condition)
    return;
  fprintf(stderr, "%s, index %d\n", what, (int)index);
  ++wrong;
}

static void *allocate(size_t size) {
  void *memory = malloc(size + 1);
  if (!memory)
    stop("not enough memory");
  return memory;
}

/* Whether `after` is `before` but for the bytes at `offset`. */
static int differs_there_alone(const char *after, const char *before, size_t size, size_t offset, size_t count) {
  return memcmp(after, before, offset) == 0 &&
         memcmp(after + offset + count, before + offset + count, size - offset - count) == 0;
}

int main(int argc, char **argv) {
  if (argc != 3)
    stop("usage: tensor_access NAME MODEL.so");
  const dlrt_model *model = load(argv[2], argv[1]);
  const dlrt_table *tables[kBlocks] = {&model->parameters, &model->state, &model->optimizer,
                                       &model->gradients};
  dlrt_blocks blocks;
  dlrt_message message;
  dlrt_call call;
  if (dlrt_blocks_create(&blocks, model, 1, &message))
    stop(message.text);
  dlrt_blocks_fill(&blocks, model, &call);
  void **fields[kBlocks] = {&call.parameters, &call.state, &call.optimizer, &call.gradients};
  int32_t index = 0;
  for (int block = 0; block < kBlocks; ++block) {
    const dlrt_table *table = tables[block];
    char *before = allocate(table->size);
    for (int32_t i = 0; i < table->count; ++i, ++index) {
      const dlrt_tensor *tensor = &table->tensors[i];
      size_t count = dlrt_tensor_bytes(tensor);
      char *bytes = allocate(count), *read = allocate(count);
      for (size_t k = 0; k < count; ++k)
        bytes[k] = (char)(7 * k + 13 * (size_t)index + 1);
      memcpy(before, *fields[block], table->size);
      expect(model->set_param(&call, index, bytes) == DLRT_OK, "set_param refuses", index);
      expect(differs_there_alone(*fields[block], before, table->size, tensor->offset, count),
             "set_param writes elsewhere", index);
      /* Only a tensor whose layout says so may lie there in another order. */
      int is_row_major = memcmp((char *)*fields[block] + tensor->offset, bytes, count) == 0;
      expect(is_row_major == !tensor->layout, "set_param writes in another order", index);
      turned += !is_row_major;
      expect(model->get_param(&call, index, read) == DLRT_OK, "get_param refuses", index);
      expect(memcmp(read, bytes, count) == 0, "get_param gives something else", index);
      expect(model->set_param(&call, index, NULL) == DLRT_BAD_ARGUMENT, "set_param of null", index);
      expect(model->get_param(NULL, index, read) == DLRT_BAD_ARGUMENT, "get_param without a call",
             index);
      void *here = *fields[block];
      *fields[block] = NULL;
      expect(model->get_param(&call, index, read) == DLRT_BAD_ARGUMENT, "get_param without a block",
             index);
      expect(model->set_param(&call, index, read) == DLRT_BAD_ARGUMENT, "set_param without a block",
             index);
      *fields[block] = here;
      free(bytes);
      free(read);
    }
    free(before);
  }
  char none[8];
  const int32_t outside[] = {-1, index, INT32_MIN, INT32_MAX};
  for (size_t i = 0; i < sizeof outside / sizeof *outside; ++i) {
    expect(model->get_param(&call, outside[i], none) == DLRT_BAD_ARGUMENT, "get_param outside",
           outside[i]);
    expect(model->set_param(&call, outside[i], none) == DLRT_BAD_ARGUMENT, "set_param outside",
           outside[i]);
  }
  printf("%d parameters, %d of state, %d of the optimizer, %d gradients: %d wrong, %d turned\n",
         (int)tables[0]->count, (int)tables[1]->count, (int)tables[2]->count, (int)tables[3]->count,
         wrong, turned);
  dlrt_blocks_destroy(&blocks);
  return wrong != 0;
}

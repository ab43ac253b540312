/* Checkpoints: which tensors of a model go into a file, and a load that changes all of the model or
 * nothing. */
#include "dlrt/checkpoint.h"
#include "message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Written into the metadata, to tell the two kinds of file apart. */
static const char kKind[] = "dlrt.kind", kWeights[] = "weights", kTraining[] = "training";

/* One tensor of a checkpoint: where it lives, and the index get_param and set_param know it by. */
typedef struct {
  const dlrt_tensor *tensor;
  void *data;
  int32_t index;
} entry;

typedef struct {
  const dlrt_model *model;
  dlrt_call call;
  entry *entries;
  int32_t count;
} selection;

static void add(selection *s, const dlrt_table *table, void *block, int32_t first, int32_t flags) {
  for (int32_t i = 0; i < table->count; ++i) {
    const dlrt_tensor *tensor = &table->tensors[i];
    if (flags && !((int32_t)tensor->flags & flags))
      continue;
    s->entries[s->count++] = (entry){tensor, (char *)block + tensor->offset, first + i};
  }
}

/* `training`: all that a run needs to continue; otherwise what inference needs. State without any
 * flag (metric sums) belongs to the former: a run that stops inside an epoch must not lose what the
 * epoch has counted. */
static int select_entries(selection *s, const dlrt_model *model, const dlrt_blocks *blocks,
                          int training, dlrt_message *message) {
  memset(s, 0, sizeof *s);
  if (dlrt_model_check(model, message))
    return -1;
  size_t room =
      (size_t)model->parameters.count + (size_t)model->state.count + (size_t)model->optimizer.count;
  s->model = model;
  s->entries = malloc((room ? room : 1) * sizeof *s->entries);
  if (!s->entries)
    return dlrt_fail(message, "not enough memory for a checkpoint");
  dlrt_blocks_fill(blocks, model, &s->call);
  int32_t parameters = model->parameters.count, state = model->state.count;
  add(s, &model->parameters, blocks->parameters, 0, 0);
  add(s, &model->state, blocks->state, parameters, training ? 0 : DLRT_PERSISTENT);
  if (training)
    add(s, &model->optimizer, blocks->optimizer, parameters + state, 0);
  return 0;
}

static dlrt_status fetch(void *context, int32_t item, void *row_major) {
  selection *s = context;
  return s->model->get_param ? s->model->get_param(&s->call, s->entries[item].index, row_major)
                             : DLRT_BAD_ARGUMENT;
}

static int save(const dlrt_model *model, const dlrt_blocks *blocks, const char *path, int training,
                const dlrt_pair *metadata, int32_t metadata_count, dlrt_message *message) {
  selection s;
  if (select_entries(&s, model, blocks, training, message))
    return -1;
  dlrt_item *items = malloc(((size_t)s.count + 1) * sizeof *items);
  dlrt_pair *pairs = malloc(((size_t)metadata_count + 2) * sizeof *pairs);
  int result = -1;
  if (!items || !pairs) {
    dlrt_fail(message, "cannot write '%s': not enough memory", path);
  } else {
    for (int32_t i = 0; i < s.count; ++i)
      items[i] =
          (dlrt_item){s.entries[i].tensor, s.entries[i].tensor->layout ? NULL : s.entries[i].data};
    pairs[0] = (dlrt_pair){kKind, training ? kTraining : kWeights};
    pairs[1] = (dlrt_pair){"dlrt.model", model->name};
    if (metadata_count)
      memcpy(pairs + 2, metadata, (size_t)metadata_count * sizeof *pairs);
    result =
        dlrt_safetensors_write(path, items, s.count, pairs, metadata_count + 2, fetch, &s, message);
  }
  free(items);
  free(pairs);
  free(s.entries);
  return result;
}

static int matches(const dlrt_stored *stored, const dlrt_tensor *tensor) {
  if (!stored->known || stored->tensor.dtype != tensor->dtype ||
      stored->tensor.rank != tensor->rank)
    return 0;
  for (int32_t i = 0; i < tensor->rank; ++i)
    if (stored->tensor.shape[i] != tensor->shape[i])
      return 0;
  return 1;
}

static const char *stored_text(const dlrt_stored *stored, char *text, size_t size) {
  char shape[128];
  dlrt_tensor_text(&stored->tensor, shape, sizeof shape);
  /* A dtype that models cannot hold has only the file's own word. */
  const char *dtype = stored->known ? dlrt_dtype_name(stored->tensor.dtype) : stored->dtype;
  snprintf(text, size, "%s%s", dtype, strchr(shape, '['));
  return text;
}

/* The model's tensors against the file's, then the file's against the model's. */
static int compare(const selection *s, const dlrt_safetensors *file, int extra_allowed,
                   dlrt_message *message) {
  char wanted[256] = "", found[256] = "";
  for (int32_t i = 0; i < s->count; ++i) {
    const dlrt_tensor *tensor = s->entries[i].tensor;
    const dlrt_stored *stored = dlrt_safetensors_find(file, tensor->name);
    dlrt_tensor_text(tensor, wanted, sizeof wanted);
    if (!stored)
      return dlrt_fail(message,
                       "'%s' does not fit model '%s': it has no tensor '%s', which is %s "
                       "in the model",
                       file->path, s->model->name, tensor->name, wanted);
    if (!matches(stored, tensor))
      return dlrt_fail(message,
                       "'%s' does not fit model '%s': tensor '%s' is %s in the file and "
                       "%s in the model",
                       file->path, s->model->name, tensor->name,
                       stored_text(stored, found, sizeof found), wanted);
  }
  for (int32_t i = 0; i < file->count && !extra_allowed; ++i) {
    int32_t known = 0;
    for (int32_t k = 0; k < s->count && !known; ++k)
      known = strcmp(s->entries[k].tensor->name, file->tensors[i].tensor.name) == 0;
    if (!known)
      return dlrt_fail(message,
                       "'%s' does not fit model '%s': its tensor '%s', %s, is not in the "
                       "model",
                       file->path, s->model->name, file->tensors[i].tensor.name,
                       stored_text(&file->tensors[i], found, sizeof found));
  }
  return 0;
}

/* Reads everything into one buffer: an unreadable disk block must not leave half of another model
 * behind. */
static int read_all(const selection *s, const dlrt_safetensors *file, char *buffer,
                    dlrt_message *message) {
  for (int32_t i = 0; i < s->count; ++i) {
    const dlrt_tensor *tensor = s->entries[i].tensor;
    const dlrt_stored *stored = dlrt_safetensors_find(file, tensor->name);
    if (dlrt_safetensors_read(file, stored, buffer, message))
      return -1;
    for (size_t k = 0; tensor->dtype == DLRT_BOOL && k < stored->bytes; ++k)
      if ((unsigned char)buffer[k] > 1)
        return dlrt_fail(message, "'%s': element %zu of '%s' is %d, expected 0 or 1", file->path, k,
                         tensor->name, (unsigned char)buffer[k]);
    buffer += stored->bytes;
  }
  return 0;
}

static int store_all(selection *s, const char *buffer, dlrt_message *message) {
  for (int32_t i = 0; i < s->count; ++i) {
    const entry *e = &s->entries[i];
    size_t bytes = dlrt_tensor_bytes(e->tensor);
    if (!e->tensor->layout) {
      memcpy(e->data, buffer, bytes);
    } else {
      dlrt_status status = s->model->set_param(&s->call, e->index, buffer);
      if (status != DLRT_OK)
        return dlrt_fail(message, "cannot pack '%s': %s", e->tensor->name,
                         dlrt_status_text(status));
    }
    buffer += bytes;
  }
  return 0;
}

static int load_checked(selection *s, const dlrt_safetensors *file, int training,
                        dlrt_message *message) {
  const char *kind = dlrt_safetensors_metadata(file, kKind);
  int is_training = kind && strcmp(kind, kTraining) == 0;
  if (training && !is_training)
    return dlrt_fail(message, "'%s' holds weights only: a run cannot continue from it", file->path);
  if (compare(s, file, is_training && !training, message))
    return -1;
  size_t total = 0;
  for (int32_t i = 0; i < s->count; ++i) {
    total += dlrt_tensor_bytes(s->entries[i].tensor);
    if (s->entries[i].tensor->layout && !s->model->set_param)
      return dlrt_fail(message, "model '%s' has a packed tensor '%s' and no set_param",
                       s->model->name, s->entries[i].tensor->name);
  }
  char *buffer = malloc(total ? total : 1);
  if (!buffer)
    return dlrt_fail(message, "cannot read '%s': not enough memory", file->path);
  int result = read_all(s, file, buffer, message);
  if (!result)
    result = store_all(s, buffer, message);
  free(buffer);
  return result;
}

static int load(const dlrt_model *model, const dlrt_blocks *blocks, const char *path, int training,
                dlrt_message *message) {
  selection s;
  if (select_entries(&s, model, blocks, training, message))
    return -1;
  dlrt_safetensors file;
  int result = dlrt_safetensors_open(&file, path, message);
  if (!result) {
    result = load_checked(&s, &file, training, message);
    dlrt_safetensors_close(&file);
  }
  free(s.entries);
  return result;
}

int dlrt_save_weights(const dlrt_model *model, const dlrt_blocks *blocks, const char *path,
                      const dlrt_pair *metadata, int32_t metadata_count, dlrt_message *message) {
  return save(model, blocks, path, 0, metadata, metadata_count, message);
}

int dlrt_save_training(const dlrt_model *model, const dlrt_blocks *blocks, const char *path,
                       const dlrt_pair *metadata, int32_t metadata_count, dlrt_message *message) {
  return save(model, blocks, path, 1, metadata, metadata_count, message);
}

int dlrt_load_weights(const dlrt_model *model, const dlrt_blocks *blocks, const char *path,
                      dlrt_message *message) {
  return load(model, blocks, path, 0, message);
}

int dlrt_load_training(const dlrt_model *model, const dlrt_blocks *blocks, const char *path,
                       dlrt_message *message) {
  return load(model, blocks, path, 1, message);
}

/* Questions about a model's tables. */
#include "message.h"

#include <string.h>

static size_t product(const dlrt_tensor *tensor, int32_t first) {
  size_t elements = 1;
  for (int32_t i = first; i < tensor->rank; ++i)
    elements *= (size_t)tensor->shape[i];
  return elements;
}

int64_t dlrt_tensor_elements(const dlrt_tensor *tensor) { return (int64_t)product(tensor, 0); }

size_t dlrt_tensor_bytes(const dlrt_tensor *tensor) {
  return product(tensor, 0) * dlrt_dtype_size(tensor->dtype);
}

size_t dlrt_row_bytes(const dlrt_tensor *tensor) {
  return product(tensor, 1) * dlrt_dtype_size(tensor->dtype);
}

int32_t dlrt_table_find(const dlrt_table *table, const char *name) {
  for (int32_t i = 0; i < table->count; ++i)
    if (strcmp(table->tensors[i].name, name) == 0)
      return i;
  return -1;
}

static int64_t element(const dlrt_tensor *tensor, const void *data, size_t i) {
  switch (tensor->dtype) {
  case DLRT_I32:
    return ((const int32_t *)data)[i];
  case DLRT_I64:
    return ((const int64_t *)data)[i];
  case DLRT_I8:
    return ((const int8_t *)data)[i];
  default:
    return ((const uint8_t *)data)[i];
  }
}

int64_t dlrt_least_value(const dlrt_tensor *tensor) {
  return tensor->flags & DLRT_FROM_END ? -tensor->limit : 0;
}

dlrt_status dlrt_check_limit(const dlrt_tensor *tensor, const void *data, int64_t rows,
                             int64_t *bad_row, int64_t *bad_value) {
  if (tensor->limit <= 0 || tensor->dtype == DLRT_F32 || tensor->dtype == DLRT_F64 ||
      tensor->dtype == DLRT_BF16)
    return DLRT_OK;
  size_t per_row = product(tensor, 1);
  int64_t least = dlrt_least_value(tensor);
  for (int64_t row = 0; row < rows; ++row)
    for (size_t i = 0; i < per_row; ++i) {
      int64_t value = element(tensor, data, (size_t)row * per_row + i);
      if ((value >= least && value < tensor->limit) ||
          (tensor->ignored != 0 && value == tensor->ignored))
        continue;
      if (bad_row)
        *bad_row = row;
      if (bad_value)
        *bad_value = value;
      return DLRT_BAD_LABEL;
    }
  return DLRT_OK;
}

static int check_table(const dlrt_model *model, const char *what, const dlrt_table *table,
                       int is_block, dlrt_message *message) {
  for (int32_t i = 0; i < table->count; ++i) {
    const dlrt_tensor *tensor = &table->tensors[i];
    if (tensor->rank < 0 || tensor->rank > DLRT_MAX_RANK || !dlrt_dtype_size(tensor->dtype))
      return dlrt_fail(message,
                       "model '%s': entry %d of its %s has a rank or dtype this runtime "
                       "does not know",
                       model->name, (int)i, what);
    /* A packed tensor may take more than its row-major size; only its start can be checked. */
    size_t bytes = tensor->layout ? 0 : dlrt_tensor_bytes(tensor);
    if (is_block && (tensor->offset > table->size || bytes > table->size - tensor->offset))
      return dlrt_fail(message, "model '%s': '%s' lies outside its %s block", model->name,
                       tensor->name, what);
  }
  return 0;
}

int dlrt_model_check(const dlrt_model *model, dlrt_message *message) {
  if (!model)
    return dlrt_fail(message, "no model");
  if (model->abi_version != DLRT_ABI_VERSION)
    return dlrt_fail(message, "the model has ABI version %u, this runtime has %u",
                     (unsigned)model->abi_version, (unsigned)DLRT_ABI_VERSION);
  if (model->batch < 1)
    return dlrt_fail(message, "model '%s' has batch %lld, expected at least 1", model->name,
                     (long long)model->batch);
  if (check_table(model, "parameters", &model->parameters, 1, message) ||
      check_table(model, "state", &model->state, 1, message) ||
      check_table(model, "optimizer", &model->optimizer, 1, message) ||
      check_table(model, "gradients", &model->gradients, 1, message) ||
      check_table(model, "inputs", &model->inputs, 0, message) ||
      check_table(model, "targets", &model->targets, 0, message) ||
      check_table(model, "outputs", &model->outputs, 0, message) ||
      check_table(model, "metrics", &model->metrics, 0, message))
    return -1;
  return 0;
}

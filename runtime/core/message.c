/* Texts: messages, statuses, dtypes, shapes. */
#include "message.h"

#include <stdarg.h>
#include <stdio.h>

int dlrt_fail(dlrt_message *message, const char *format, ...) {
  if (message) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message->text, sizeof message->text, format, arguments);
    va_end(arguments);
  }
  return -1;
}

const char *dlrt_status_text(dlrt_status status) {
  switch (status) {
  case DLRT_OK:
    return "good";
  case DLRT_BAD_ARGUMENT:
    return "bad argument: a null block, or rows, threads or phase out of range";
  case DLRT_BAD_LABEL:
    return "an integer input or target is outside its range";
  case DLRT_NOT_FINITE:
    return "the loss is not finite";
  case DLRT_UNSUPPORTED_CPU:
    return "the model was compiled for instructions that this CPU lacks";
  }
  return "unknown status";
}

const char *dlrt_dtype_name(dlrt_dtype dtype) {
  static const char *const names[] = {"f32", "f64", "bf16", "i32", "i64", "u8", "i8", "bool"};
  return (unsigned)dtype < sizeof names / sizeof *names ? names[dtype] : "?";
}

size_t dlrt_dtype_size(dlrt_dtype dtype) {
  static const unsigned char sizes[] = {4, 8, 2, 4, 8, 1, 1, 1};
  return (unsigned)dtype < sizeof sizes ? sizes[dtype] : 0;
}

const char *dlrt_tensor_text(const dlrt_tensor *tensor, char *text, size_t size) {
  int used = snprintf(text, size, "%s[", dlrt_dtype_name(tensor->dtype));
  for (int32_t i = 0; i < tensor->rank && used > 0 && (size_t)used < size; ++i)
    used += snprintf(text + used, size - (size_t)used, "%s%lld", i ? ", " : "",
                     (long long)tensor->shape[i]);
  if (used > 0 && (size_t)used < size)
    snprintf(text + used, size - (size_t)used, "]");
  return text;
}

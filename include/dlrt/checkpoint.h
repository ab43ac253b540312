/* Files of tensors: safetensors, read and written without any library, and checkpoints of a model
 * made of them.
 *
 * A write goes to PATH.tmp, which is fsynced and renamed over PATH: a kill at any moment leaves the
 * old file or the new one. A write that fails removes its temporary file and leaves PATH alone.
 */
#ifndef DLRT_CHECKPOINT_H
#define DLRT_CHECKPOINT_H

#include "dlrt/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- replacing a file atomically ------------------------------------------------------------ */

typedef struct dlrt_file dlrt_file;

/* Starts a new version of the file `path`. A device or a pipe is written directly, and "-" is
 * standard output. */
dlrt_file *dlrt_file_create(const char *path, dlrt_message *message);
/* After a failed write, dlrt_file_commit fails with that reason: writes in between need no check.
 */
int dlrt_file_write(dlrt_file *file, const void *data, size_t size);
/* Makes the new version visible, or fails with `path` and the reason; frees `file` either way. */
int dlrt_file_commit(dlrt_file *file, dlrt_message *message);
/* Gives up: removes the temporary file. */
void dlrt_file_abandon(dlrt_file *file);

/* --- safetensors ---------------------------------------------------------------------------- */

typedef struct {
  const char *key, *value;
} dlrt_pair;

/* A tensor of an open file. `dtype` is the file's word ("F32", "F16" …); `known` says whether it is
 * a dlrt_dtype, which is then in `tensor.dtype`. `tensor.offset` counts from the start of the file.
 */
typedef struct {
  dlrt_tensor tensor;
  const char *dtype;
  int known;
  size_t bytes;
} dlrt_stored;

typedef struct {
  int fd;
  char *path, *header;  /* names and metadata point into `header` */
  dlrt_stored *tensors; /* in the order of their names */
  int32_t count;
  dlrt_pair *metadata;
  int32_t metadata_count;
} dlrt_safetensors;

/* Opens and checks the whole header: any file, however damaged or hostile, gives an error or a set
 * of tensors that lie inside the file, do not overlap and have the size that their shape and dtype
 * say. */
int dlrt_safetensors_open(dlrt_safetensors *file, const char *path, dlrt_message *message);
void dlrt_safetensors_close(dlrt_safetensors *file);
const dlrt_stored *dlrt_safetensors_find(const dlrt_safetensors *file, const char *name);
/* Value of a metadata string, or null. */
const char *dlrt_safetensors_metadata(const dlrt_safetensors *file, const char *key);
/* Reads a whole tensor (`stored->bytes` bytes). */
int dlrt_safetensors_read(const dlrt_safetensors *file, const dlrt_stored *stored, void *data,
                          dlrt_message *message);

/* A tensor to write. `data` null: `fetch` is asked for the row-major bytes when their turn comes.
 */
typedef struct {
  const dlrt_tensor *tensor; /* name, dtype, shape */
  const void *data;
} dlrt_item;
typedef dlrt_status (*dlrt_fetch)(void *context, int32_t item, void *row_major);

int dlrt_safetensors_write(const char *path, const dlrt_item *items, int32_t count,
                           const dlrt_pair *metadata, int32_t metadata_count, dlrt_fetch fetch,
                           void *context, dlrt_message *message);

/* --- checkpoints of a model ----------------------------------------------------------------- */

/* Parameters and persistent state, by name: what inference and fine-tuning need. */
int dlrt_save_weights(const dlrt_model *model, const dlrt_blocks *blocks, const char *path,
                      const dlrt_pair *metadata, int32_t metadata_count, dlrt_message *message);
/* Parameters, all state and the optimizer state in one file, so that a run continues from it alone.
 */
int dlrt_save_training(const dlrt_model *model, const dlrt_blocks *blocks, const char *path,
                       const dlrt_pair *metadata, int32_t metadata_count, dlrt_message *message);
/* Both check every tensor of the model against the file, and read all of it, before any block is
 * changed. A file of another model is refused with the first tensor that differs. dlrt_load_weights
 * also takes a file written by dlrt_save_training. The caller reads the metadata with
 * dlrt_safetensors_open. */
int dlrt_load_weights(const dlrt_model *model, const dlrt_blocks *blocks, const char *path,
                      dlrt_message *message);
int dlrt_load_training(const dlrt_model *model, const dlrt_blocks *blocks, const char *path,
                       dlrt_message *message);

#ifdef __cplusplus
}
#endif
#endif

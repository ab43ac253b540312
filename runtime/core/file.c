/* Replacing a file atomically: write beside it, fsync, rename, fsync the folder. */
#define _GNU_SOURCE
#include "dlrt/checkpoint.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { kBuffer = 1 << 16 };

struct dlrt_file {
  int fd, error; /* the first errno of a failed write */
  int direct;    /* a device or a pipe: there is nothing to rename */
  char *path, *temporary;
  size_t used;
  unsigned char buffer[kBuffer];
};

/* What messages call it. */
static const char *shown(const char *path) {
  return strcmp(path, "-") == 0 ? "standard output" : path;
}

static void release(dlrt_file *file) {
  free(file->path);
  free(file->temporary);
  free(file);
}

/* Whether `path` is in /dev or /proc, where nothing is replaced, whatever it leads to: renaming
 * over /dev/stdout or /dev/null, run by root, would take it away from everyone. /dev/shm holds
 * files as any folder does. */
static int is_system_path(const char *path) {
  if (strncmp(path, "/dev/shm/", 9) == 0)
    return 0;
  return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
}

/* Opens what the bytes go to first; sets `direct` where that is the file itself. Returns a
 * descriptor or -1 and errno. */
static int open_target(dlrt_file *file) {
  struct stat status;
  file->direct = 1;
  /* Standard output is written where it stands: it may be a file in which the shell has got to
   * somewhere. */
  if (strcmp(file->path, "-") == 0)
    return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
  int exists = stat(file->path, &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    return -1;
  }
  if ((exists && !S_ISREG(status.st_mode)) || is_system_path(file->path))
    return open(file->path, O_WRONLY | O_CLOEXEC);

  file->direct = 0;
  int fd = open(file->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (fd >= 0 && exists)
    (void)!fchmod(fd, status.st_mode & 07777);
  return fd;
}

dlrt_file *dlrt_file_create(const char *path, dlrt_message *message) {
  static const char suffix[] = ".tmp";
  dlrt_file *file = calloc(1, sizeof *file);
  if (file) {
    /* A symbolic link stays one: the file it leads to is replaced. */
    char *target = realpath(path, NULL);
    int keep = strcmp(path, "-") == 0 || is_system_path(path);
    file->path = target && !keep ? strdup(target) : strdup(path);
    free(target);
    file->temporary = file->path ? malloc(strlen(file->path) + sizeof suffix) : NULL;
  }
  if (!file || !file->path || !file->temporary) {
    if (file)
      release(file);
    dlrt_fail(message, "cannot write '%s': not enough memory", shown(path));
    return NULL;
  }
  strcpy(file->temporary, file->path);
  strcat(file->temporary, suffix);

  file->fd = open_target(file);
  if (file->fd < 0) {
    dlrt_fail(message, "cannot write '%s': %s", shown(path), strerror(errno));
    release(file);
    return NULL;
  }
  return file;
}

static void write_out(dlrt_file *file, const unsigned char *data, size_t size) {
  while (size && !file->error) {
    ssize_t written = write(file->fd, data, size);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0) {
      file->error = written < 0 ? errno : EIO;
      return;
    }
    data += written;
    size -= (size_t)written;
  }
}

static void flush(dlrt_file *file) {
  write_out(file, file->buffer, file->used);
  file->used = 0;
}

int dlrt_file_write(dlrt_file *file, const void *data, size_t size) {
  if (size > kBuffer - file->used)
    flush(file);
  if (size >= kBuffer) {
    write_out(file, data, size);
  } else if (size) {
    memcpy(file->buffer + file->used, data, size);
    file->used += size;
  }
  return file->error ? -1 : 0;
}

/* Makes a rename in the folder of `path` survive a power cut. Some file systems refuse to fsync a
 * folder; the rename has happened all the same, so that is no failure. */
static void sync_folder(const char *path) {
  char *copy = strdup(path);
  if (!copy)
    return;
  int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  free(copy);
  if (fd < 0)
    return;
  fsync(fd);
  close(fd);
}

int dlrt_file_commit(dlrt_file *file, dlrt_message *message) {
  flush(file);
  if (!file->error && !file->direct && fsync(file->fd))
    file->error = errno;
  if (close(file->fd) && !file->error)
    file->error = errno;
  if (!file->error && !file->direct && rename(file->temporary, file->path))
    file->error = errno;
  int result = 0;
  if (file->error) {
    if (!file->direct)
      unlink(file->temporary);
    result = dlrt_fail(message, "cannot write '%s': %s", shown(file->path), strerror(file->error));
  } else if (!file->direct) {
    sync_folder(file->path);
  }
  release(file);
  return result;
}

void dlrt_file_abandon(dlrt_file *file) {
  if (!file)
    return;
  close(file->fd);
  if (!file->direct)
    unlink(file->temporary);
  release(file);
}

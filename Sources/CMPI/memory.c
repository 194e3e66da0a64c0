#define _GNU_SOURCE
#include "CMPI.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef float line __attribute__((vector_size(64)));

void tfx_memory_copy(float *to, const float *from, size_t count) {
  size_t first = (64 - ((uintptr_t)to & 63)) % 64 / sizeof(float);
  if (first > count) first = count;
  memcpy(to, from, first * sizeof(float));
  size_t index = first;
  for (; index + 16 <= count; index += 16) {
    line values;
    memcpy(&values, from + index, sizeof values);
    __builtin_nontemporal_store(values, (line *)(to + index));
  }
  memcpy(to + index, from + index, (count - index) * sizeof(float));
  // Such stores are in no order with what follows unless one says so.
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

#if defined(__linux__)

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void *map(int file, size_t byte_count, int access) {
  void *bytes = mmap(NULL, byte_count, access, MAP_SHARED, file, 0);
  if (bytes == MAP_FAILED) return NULL;
  // Where the system has large pages for that; it is as good without.
  madvise(bytes, byte_count, MADV_HUGEPAGE);
  return bytes;
}

void *tfx_memory_make(size_t byte_count, int *file) {
  *file = memfd_create("tfx", MFD_CLOEXEC);
  if (*file < 0) return NULL;
  void *bytes = ftruncate(*file, (off_t)byte_count)
                    ? NULL
                    : map(*file, byte_count, PROT_READ | PROT_WRITE);
  if (!bytes) close(*file);
  return bytes;
}

const void *tfx_memory_open(int process, int file, size_t byte_count) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", process, file);
  int own = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (own < 0) return NULL;
  struct stat status;
  void *bytes = NULL;
  // What is smaller is not that memory, and reading behind its end would end the process.
  if (!fstat(own, &status) && S_ISREG(status.st_mode) && status.st_size == (off_t)byte_count)
    bytes = map(own, byte_count, PROT_READ);
  close(own);
  return bytes;
}

void tfx_memory_close(const void *bytes, size_t byte_count, int file) {
  munmap((void *)bytes, byte_count);
  if (file >= 0) close(file);
}

#else

void *tfx_memory_make(size_t byte_count, int *file) { return NULL; }

const void *tfx_memory_open(int process, int file, size_t byte_count) { return NULL; }

void tfx_memory_close(const void *bytes, size_t byte_count, int file) {}

#endif

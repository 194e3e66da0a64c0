#include "CLoader.h"

#include <dlfcn.h>
#include <stdio.h>

enum { error_size = 256 };

static const char *tfx_library_error(const char *fallback, char *error) {
  const char *message = dlerror();
  snprintf(error, error_size, "%s", message ? message : fallback);
  return error;
}

static const char *tfx_open(const char *file, int visibility, const tfx_symbol *symbols, int count,
                            char *error) {
  // Lazily: of oneDNN's many thousand functions a run calls a few hundred.
  void *library = dlopen(file, RTLD_LAZY | visibility);
  if (!library) return tfx_library_error(file, error);
  for (int i = 0; i < count; i++) {
    *symbols[i].address = dlsym(library, symbols[i].name);
    if (!*symbols[i].address) return tfx_library_error(symbols[i].name, error);
  }
  return NULL;
}

const char *tfx_library_open(const char *file, const tfx_symbol *symbols, int count, char *error) {
  return tfx_open(file, RTLD_LOCAL, symbols, count, error);
}

const char *tfx_library_share(const char *file, const tfx_symbol *symbols, int count, char *error) {
  return tfx_open(file, RTLD_GLOBAL, symbols, count, error);
}

void *tfx_library_symbol(const char *file, const char *name) {
  void *library = dlopen(file, RTLD_LAZY | RTLD_NOLOAD);
  return library ? dlsym(library, name) : NULL;
}

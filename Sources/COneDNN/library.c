#include "library.h"

#include <pthread.h>
#include <stddef.h>

#include "CLoader.h"
#include "COneDNN.h"
#include "COpenMP.h"

#if defined(__linux__)

struct tfx_dnnl dnnl;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *failure;

#define TFX_TEXT_OF(x) #x
#define TFX_TEXT(x) TFX_TEXT_OF(x)

static void open_library(void) {
  tfx_openmp_load();
  static char error[256];
  const tfx_symbol symbols[] = {
#define TFX_SYMBOL(name) {"dnnl_" #name, (void **)&dnnl.name},
      TFX_DNNL_FUNCTIONS(TFX_SYMBOL)
#undef TFX_SYMBOL
  };
  // The version whose headers we were compiled with; another one has another interface.
  failure = tfx_library_open("libdnnl.so." TFX_TEXT(DNNL_VERSION_MAJOR), symbols,
                             sizeof symbols / sizeof *symbols, error);
}

const char *tfx_onednn_load(void) {
  pthread_once(&once, open_library);
  return failure;
}

#else

// Elsewhere the program is linked with the library.
struct tfx_dnnl dnnl = {
#define TFX_VALUE(name) .name = dnnl_##name,
    TFX_DNNL_FUNCTIONS(TFX_VALUE)
#undef TFX_VALUE
};

const char *tfx_onednn_load(void) { return NULL; }

#endif

tfx_onednn_version_number tfx_onednn_version(void) {
  if (tfx_onednn_load()) return (tfx_onednn_version_number){0, 0, 0};
  const dnnl_version_t *version = dnnl.version();
  return (tfx_onednn_version_number){version->major, version->minor, version->patch};
}

int tfx_sgemm(int transpose_a, int transpose_b, int64_t m, int64_t n, int64_t k, float alpha,
              const float *a, int64_t lda, const float *b, int64_t ldb, float beta, float *c,
              int64_t ldc) {
  if (tfx_onednn_load()) return tfx_onednn_missing;
  return dnnl.sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', m, n, k, alpha, a, lda, b,
                    ldb, beta, c, ldc);
}

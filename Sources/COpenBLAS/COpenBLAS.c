// OpenBLAS's four functions that we call, declared here: its headers lie in other places on each
// system, and those of LAPACK are not installed everywhere.
#include "COpenBLAS.h"

#include <pthread.h>
#include <stddef.h>

#include "CLoader.h"
#include "COpenMP.h"

typedef void dgemm_function(int order, int transpose_a, int transpose_b, int m, int n, int k,
                            double alpha, const double *a, int lda, const double *b, int ldb,
                            double beta, double *c, int ldc);
typedef void sgeqrf_function(const int *rows, const int *columns, float *a, const int *leading,
                             float *tau, float *work, const int *work_count, int *info);
typedef void sorgqr_function(const int *rows, const int *columns, const int *reflectors, float *a,
                             const int *leading, const float *tau, float *work,
                             const int *work_count, int *info);
typedef char *config_function(void);

// CBLAS's numbers.
enum { row_major = 101, no_transpose = 111, transpose = 112 };

#if defined(__linux__)

static dgemm_function *dgemm;
static sgeqrf_function *sgeqrf;
static sorgqr_function *sorgqr;
static config_function *config;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *failure;

static void open_library(void) {
  tfx_openmp_load();
  static char error[256], other_error[256];
  const tfx_symbol symbols[] = {{"cblas_dgemm", (void **)&dgemm},
                                {"sgeqrf_", (void **)&sgeqrf},
                                {"sorgqr_", (void **)&sorgqr},
                                {"openblas_get_config", (void **)&config}};
  const int count = sizeof symbols / sizeof *symbols;
  failure = tfx_library_open("libopenblas.so.0", symbols, count, error);
  // Alpine counts versions otherwise; the name without one is that of the package to build with.
  if (failure && !tfx_library_open("libopenblas.so", symbols, count, other_error)) failure = NULL;
}

const char *tfx_openblas_load(void) {
  pthread_once(&once, open_library);
  return failure;
}

#else

// Elsewhere the program is linked with the library.
dgemm_function cblas_dgemm;
sgeqrf_function sgeqrf_;
sorgqr_function sorgqr_;
config_function openblas_get_config;
static dgemm_function *const dgemm = cblas_dgemm;
static sgeqrf_function *const sgeqrf = sgeqrf_;
static sorgqr_function *const sorgqr = sorgqr_;
static config_function *const config = openblas_get_config;

const char *tfx_openblas_load(void) { return NULL; }

#endif

const char *tfx_openblas_config(void) { return tfx_openblas_load() ? "" : config(); }

int tfx_dgemm(int transpose_a, int transpose_b, int m, int n, int k, double alpha, const double *a,
              int lda, const double *b, int ldb, double beta, double *c, int ldc) {
  if (tfx_openblas_load()) return tfx_openblas_missing;
  dgemm(row_major, transpose_a ? transpose : no_transpose, transpose_b ? transpose : no_transpose,
        m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  return 0;
}

int tfx_sgeqrf(int rows, int columns, float *a, int leading, float *tau, float *work,
               int work_count) {
  if (tfx_openblas_load()) return tfx_openblas_missing;
  int info = 0;
  sgeqrf(&rows, &columns, a, &leading, tau, work, &work_count, &info);
  return info;
}

int tfx_sorgqr(int rows, int columns, int reflectors, float *a, int leading, const float *tau,
               float *work, int work_count) {
  if (tfx_openblas_load()) return tfx_openblas_missing;
  int info = 0;
  sorgqr(&rows, &columns, &reflectors, a, &leading, tau, work, &work_count, &info);
  return info;
}

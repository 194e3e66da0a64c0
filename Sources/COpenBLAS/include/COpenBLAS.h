// OpenBLAS behind a small C interface: one function of BLAS and two of LAPACK, which OpenBLAS
// contains. On Linux the library is opened when the first of them is called.
#pragma once

#include <stdint.h>

/// What the functions below return where there is no library.
enum { tfx_openblas_missing = -1 };

/// Opens the library if it is not open yet. Returns null, or what the system says about why it
/// cannot be opened.
const char *tfx_openblas_load(void);

/// What the open library says of itself, its version and processor among it: `OpenBLAS 0.3.21 … Haswell`;
/// empty if there is none.
const char *tfx_openblas_config(void);

/// c = alpha·op(a)·op(b) + beta·c, row-major; a leading dimension is the length of a stored row.
/// Returns 0 or `tfx_openblas_missing`.
int tfx_dgemm(int transpose_a, int transpose_b, int m, int n, int k, double alpha, const double *a,
              int lda, const double *b, int ldb, double beta, double *c, int ldc);

/// LAPACK's sgeqrf: the QR factorisation of a matrix by columns. Returns its `info`, 0 if it did
/// what it was asked, or `tfx_openblas_missing`.
int tfx_sgeqrf(int rows, int columns, float *a, int leading, float *tau, float *work,
               int work_count);

/// LAPACK's sorgqr: Q of what sgeqrf has left. Returns as `tfx_sgeqrf`.
int tfx_sorgqr(int rows, int columns, int reflectors, float *a, int leading, const float *tau,
               float *work, int work_count);

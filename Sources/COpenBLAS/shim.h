// OpenBLAS: its C interface to BLAS, and the two LAPACK routines that we need by their Fortran
// names (OpenBLAS contains LAPACK; LAPACKE headers are not installed everywhere).
#pragma once

#include <cblas.h>

void sgeqrf_(const int *rows, const int *columns, float *a, const int *leading, float *tau,
             float *work, const int *workCount, int *info);
void sorgqr_(const int *rows, const int *columns, const int *reflectors, float *a,
             const int *leading, const float *tau, float *work, const int *workCount, int *info);

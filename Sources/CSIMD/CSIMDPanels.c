// Swift has no arrays that are sure to stay in registers: hence C.
#include "CSIMD.h"

enum { MOST_ROWS = 6, MOST_VECTORS = 4, DEPTH = 128 };

/// Up to 24 vectors of c stay in registers, beside the four of b that a step reads and one number
/// of a. `rows` and `vectors` are constants where it is inlined.
static inline __attribute__((always_inline)) void tile(const float *a, long a_stride,
                                                       const float *b, float *c, long c_stride,
                                                       long depth, int adds, const int rows,
                                                       const int vectors) {
  tfx_f16 sums[MOST_ROWS][MOST_VECTORS];
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++)
      sums[row][v] = adds ? tfx_load(c + row * c_stride + 16 * v) : (tfx_f16)0.0f;
  for (long k = 0; k < depth; k++) {
    tfx_f16 w[MOST_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) w[v] = tfx_load(b + (k * vectors + v) * 16);
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) {
      tfx_f16 x = tfx_splat(a[row * a_stride + k]);
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) sums[row][v] = tfx_fma(x, w[v], sums[row][v]);
    }
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) tfx_store(c + row * c_stride + 16 * v, sums[row][v]);
}

/// All rows of c, six at a time.
static inline __attribute__((always_inline)) void all_rows(const float *a, long a_stride,
                                                           const float *b, float *c,
                                                           long c_stride, long rows, long depth,
                                                           int adds, const int vectors) {
  for (; rows >= 6; rows -= 6, a += 6 * a_stride, c += 6 * c_stride)
    tile(a, a_stride, b, c, c_stride, depth, adds, 6, vectors);
  switch (rows) {
    case 5: tile(a, a_stride, b, c, c_stride, depth, adds, 5, vectors); break;
    case 4: tile(a, a_stride, b, c, c_stride, depth, adds, 4, vectors); break;
    case 3: tile(a, a_stride, b, c, c_stride, depth, adds, 3, vectors); break;
    case 2: tile(a, a_stride, b, c, c_stride, depth, adds, 2, vectors); break;
    case 1: tile(a, a_stride, b, c, c_stride, depth, adds, 1, vectors); break;
    default: break;
  }
}

void tfx_panel_product(const float *a, long a_stride, const float *b, float *c, long c_stride,
                       long rows, long depth, long vectors, int adds) {
  // A block of b of this depth stays in the first cache while all rows of a go along it.
  for (long k = 0; k < depth || k == 0; k += DEPTH) {
    long steps = depth - k < DEPTH ? depth - k : DEPTH;
    const float *block = b + k * vectors * 16;
    int more = adds || k > 0;
    switch (vectors) {
      case 4: all_rows(a + k, a_stride, block, c, c_stride, rows, steps, more, 4); break;
      case 3: all_rows(a + k, a_stride, block, c, c_stride, rows, steps, more, 3); break;
      case 2: all_rows(a + k, a_stride, block, c, c_stride, rows, steps, more, 2); break;
      default: all_rows(a + k, a_stride, block, c, c_stride, rows, steps, more, 1); break;
    }
  }
}

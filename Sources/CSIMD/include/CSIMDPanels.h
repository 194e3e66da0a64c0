// Products with a matrix whose columns lie in panels, for kernels that multiply by it step by step.
#pragma once

/// c = a · b, or c += a · b where `adds`: a of `rows` rows of `depth` floats, b of `depth` rows of
/// 16 · `vectors` floats side by side, at most 64, c of `rows` rows as wide as those of b. Rows of a
/// and of c lie `a_stride` and `c_stride` floats apart.
void tfx_panel_product(const float *a, long a_stride, const float *b, float *c, long c_stride,
                       long rows, long depth, long vectors, int adds);

// oneDNN behind a small C interface of our own types: its 2.x and 3.x interfaces differ, and on
// Linux the library is opened when the first of these functions needs it.
#pragma once

#include <stdint.h>

/// What functions that return a status return where there is no library. Other statuses are 0 for
/// done, or oneDNN's `dnnl_status_t`.
enum { tfx_onednn_missing = -1 };

/// Opens the library if it is not open yet. Returns null, or what the system says about why it
/// cannot be opened.
const char *tfx_onednn_load(void);

/// The version of the library that is open; zeros if there is none.
typedef struct {
  int major, minor, patch;
} tfx_onednn_version_number;
tfx_onednn_version_number tfx_onednn_version(void);

/// c = alpha·op(a)·op(b) + beta·c, row-major; a leading dimension is the length of a stored row.
/// Returns a status.
int tfx_sgemm(int transpose_a, int transpose_b, int64_t m, int64_t n, int64_t k, float alpha,
              const float *a, int64_t lda, const float *b, int64_t ldb, float beta, float *c,
              int64_t ldc);

/// Sizes of a 2-D convolution: NHWC activations, HWIO kernel with I = inputs per group.
/// Dilation 1 is dense, as in TensorFlow.
typedef struct {
  int64_t batch, input_height, input_width, input_channels;
  int64_t kernel_height, kernel_width, output_channels, groups;
  int64_t output_height, output_width;
  int64_t stride_height, stride_width, dilation_height, dilation_width;
  int64_t top, bottom, left, right;
} tfx_conv_shape;

enum { tfx_conv_forward = 0, tfx_conv_backward_input = 1, tfx_conv_backward_kernel = 2 };

/// One prepared pass of a convolution.
typedef struct tfx_conv tfx_conv;

/// Prepares one pass. Returns a status, and leaves `*result` null unless it is 0.
int tfx_conv_create(tfx_conv **result, const tfx_conv_shape *shape, int pass, int bias, int relu);

/// Runs a prepared pass. Forward reads input, kernel and bias (null without) and writes output;
/// backward_input reads kernel and output and writes input; backward_kernel reads input and output
/// and writes kernel. Returns a status.
int tfx_conv_execute(tfx_conv *c, const float *input, const float *kernel, const float *bias,
                     const float *output);

/// oneDNN's name of the algorithm, as long as the pass lives.
const char *tfx_conv_implementation(const tfx_conv *c);

void tfx_conv_destroy(tfx_conv *c);

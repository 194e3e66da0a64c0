// libjpeg behind one function. It reports errors by a function that must not return; here it jumps
// back to the function that called libjpeg, never across Swift's frames.
#pragma once

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
// jpeglib.h wants the headers above.
#include <jerror.h>

/// An image in memory.
typedef struct {
  uint32_t width, height;
  /// 1 for gray, 3 for RGB; as the file has them if 0 is asked for.
  uint32_t channels;
  /// Rows of bytes, of which there are width · channels each, allocated by `malloc`.
  uint8_t *pixels;
  /// What went wrong; empty if nothing did.
  char message[JMSG_LENGTH_MAX];
} tfx_jpeg;

typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf place;
  char *message;
} tfx_jpeg_errors;

static inline void tfx_jpeg_fail(j_common_ptr info) {
  tfx_jpeg_errors *errors = (tfx_jpeg_errors *)info->err;
  info->err->format_message(info, errors->message);
  longjmp(errors->place, 1);
}

// Damage that libjpeg would only warn of, filling in gray, is an error here: a warning has level −1.
static inline void tfx_jpeg_tell(j_common_ptr info, int level) {
  if (level < 0) tfx_jpeg_fail(info);
}

/// Reads a file with image->channels channels, or as many as it has if that is 0. The pixels are the
/// caller's to free, whether it succeeds or not.
static inline __attribute__((noinline)) int tfx_jpeg_decode(const uint8_t *bytes, size_t count,
                                                            tfx_jpeg *image) {
  struct jpeg_decompress_struct info;
  tfx_jpeg_errors errors;
  info.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = tfx_jpeg_fail;
  errors.manager.emit_message = tfx_jpeg_tell;
  errors.message = image->message;
  if (setjmp(errors.place)) {
    jpeg_destroy_decompress(&info);
    return 0;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, bytes, count);
  jpeg_read_header(&info, TRUE);
  if (image->channels == 0) image->channels = info.num_components == 1 ? 1 : 3;
  info.out_color_space = image->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  // As TensorFlow, and so Keras, reads images.
  info.dct_method = JDCT_IFAST;
  jpeg_start_decompress(&info);
  image->width = info.output_width;
  image->height = info.output_height;
  const size_t row = (size_t)image->width * image->channels;
  if (row * image->height > (size_t)1 << 31) {
    strcpy(image->message, "the image is larger than 2 GiB");
    longjmp(errors.place, 1);
  }
  image->pixels = (uint8_t *)malloc(row * image->height);
  if (!image->pixels) {
    strcpy(image->message, "out of memory");
    longjmp(errors.place, 1);
  }
  while (info.output_scanline < info.output_height) {
    JSAMPROW target = image->pixels + row * info.output_scanline;
    jpeg_read_scanlines(&info, &target, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return 1;
}

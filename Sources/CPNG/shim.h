// libpng behind two functions. It reports errors by longjmp, which must not cross Swift's frames;
// here it ends in the function that called libpng.
#pragma once

#include <png.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// An image in memory, and where reading or writing of a file has come to.
typedef struct {
  uint32_t width, height;
  /// 1 to 4: gray, gray and alpha, RGB, RGB and alpha.
  uint32_t channels;
  /// Rows of bytes, of which there are width · channels each.
  uint8_t *pixels;
  /// The file: what is read, or what has been written, allocated by `malloc`.
  uint8_t *bytes;
  size_t count, place, capacity;
  /// What went wrong; empty if nothing did.
  char message[160];
} tfx_png;

static inline void tfx_png_fail(png_structp png, png_const_charp message) {
  tfx_png *image = (tfx_png *)png_get_error_ptr(png);
  strncpy(image->message, message, sizeof image->message - 1);
  png_longjmp(png, 1);
}

static inline void tfx_png_ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static inline void tfx_png_read(png_structp png, png_bytep data, size_t count) {
  tfx_png *image = (tfx_png *)png_get_io_ptr(png);
  if (image->count - image->place < count) png_error(png, "the file ends early");
  memcpy(data, image->bytes + image->place, count);
  image->place += count;
}

static inline void tfx_png_write(png_structp png, png_bytep data, size_t count) {
  tfx_png *image = (tfx_png *)png_get_io_ptr(png);
  if (image->capacity - image->count < count) {
    size_t capacity = 2 * image->capacity + count + 1024;
    uint8_t *bytes = (uint8_t *)realloc(image->bytes, capacity);
    if (!bytes) png_error(png, "out of memory");
    image->bytes = bytes;
    image->capacity = capacity;
  }
  memcpy(image->bytes + image->count, data, count);
  image->count += count;
}

static inline void tfx_png_flush(png_structp png) { (void)png; }

/// Reads image->bytes with image->channels channels, or as many as the file has if that is 0. The
/// pixels are the caller's to free, whether it succeeds or not. As TensorFlow: the low bits of 16 are
/// dropped, and colours become gray with the weights of ITU-R BT.601.
static inline __attribute__((noinline)) int tfx_png_decode(tfx_png *image) {
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, image, tfx_png_fail, tfx_png_ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_read_struct(&png, NULL, NULL);
    strcpy(image->message, "out of memory");
    return 0;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return 0;
  }
  png_set_read_fn(png, image, tfx_png_read);
  png_read_info(png, info);
  int depth, color;
  png_get_IHDR(png, info, &image->width, &image->height, &depth, &color, NULL, NULL, NULL);
  const int has_transparency = png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  const int has_alpha = (color & PNG_COLOR_MASK_ALPHA) != 0;
  const int is_gray = (color & PNG_COLOR_MASK_COLOR) == 0;
  if (image->channels == 0) {
    image->channels = color == PNG_COLOR_TYPE_PALETTE ? (has_transparency ? 4 : 3)
                                                      : png_get_channels(png, info);
  }
  if (image->channels % 2 == 0) {
    if (has_alpha) {
    } else if (has_transparency) {
      png_set_tRNS_to_alpha(png);
    } else {
      png_set_add_alpha(png, (1 << depth) - 1, PNG_FILLER_AFTER);
    }
  } else if (has_alpha || has_transparency) {
    png_set_strip_alpha(png);
  }
  if (depth > 8) png_set_strip_16(png);
  png_set_packing(png);
  const int passes = png_set_interlace_handling(png);
  if (color == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (is_gray && depth < 8) png_set_expand_gray_1_2_4_to_8(png);
  if (image->channels < 3) {
    if (!is_gray) png_set_rgb_to_gray(png, PNG_ERROR_ACTION_NONE, 0.299, 0.587);
  } else if (is_gray) {
    png_set_gray_to_rgb(png);
  }
  png_read_update_info(png, info);
  const size_t row = (size_t)image->width * image->channels;
  if (png_get_rowbytes(png, info) != row) png_error(png, "unexpected form of pixels");
  if (row * image->height > (size_t)1 << 31) png_error(png, "the image is larger than 2 GiB");
  image->pixels = (uint8_t *)malloc(row * image->height);
  if (!image->pixels) png_error(png, "out of memory");
  for (int pass = 0; pass < passes; pass++) {
    for (size_t y = 0; y < image->height; y++) png_read_row(png, image->pixels + y * row, NULL);
  }
  png_read_end(png, info);
  png_destroy_read_struct(&png, &info, NULL);
  return 1;
}

/// Writes the pixels to image->bytes, which are the caller's to free, whether it succeeds or not.
/// Compression is zlib's, 0 to 9, or −1 for its default.
static inline __attribute__((noinline)) int tfx_png_encode(tfx_png *image, int compression) {
  static const int colors[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                               PNG_COLOR_TYPE_RGB_ALPHA};
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, image, tfx_png_fail, tfx_png_ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_write_struct(&png, NULL);
    strcpy(image->message, "out of memory");
    return 0;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return 0;
  }
  png_set_write_fn(png, image, tfx_png_write, tfx_png_flush);
  png_set_compression_level(png, compression);
  png_set_compression_mem_level(png, 9);
  png_set_IHDR(png, info, image->width, image->height, 8, colors[image->channels - 1],
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  const size_t row = (size_t)image->width * image->channels;
  for (size_t y = 0; y < image->height; y++) png_write_row(png, image->pixels + y * row);
  png_write_end(png, NULL);
  png_destroy_write_struct(&png, &info);
  return 1;
}

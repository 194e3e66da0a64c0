// Regular expressions of RE2 (https://github.com/google/re2), a library of C++. Texts are given by
// their bytes and need not end with a zero.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled expression. Several threads may use one.
typedef struct tfx_regex tfx_regex;

/// Compiles an expression, to be freed by `tfx_regex_free` even if it is wrong.
tfx_regex *tfx_regex_new(const char *pattern, size_t count);
void tfx_regex_free(tfx_regex *regex);

/// What is wrong with the expression, in the words of RE2; null if nothing is. The text lives as long
/// as the expression.
const char *tfx_regex_error(const tfx_regex *regex);

/// The number of groups in parentheses.
int tfx_regex_group_count(const tfx_regex *regex);

/// Whether the whole text matches.
bool tfx_regex_matches(const tfx_regex *regex, const char *text, size_t count);

/// Replaces the first match, or all of them, by a rewrite, which must not refer to groups that the
/// expression does not have. Returns null if nothing matches; otherwise the new text, to be freed by
/// `free`, with its length in `*new_count`.
char *tfx_regex_replace(const tfx_regex *regex, const char *text, size_t count, const char *rewrite,
                        size_t rewrite_count, bool all, size_t *new_count);

#ifdef __cplusplus
}
#endif

#pragma once
#include <stddef.h>

/// How many files are compiled into the binary.
size_t bursar_embedded_count(void);

/// The path of a file from the repository's top, such as `migrations/0001_directory.sql`.
const char *bursar_embedded_path(size_t index);

/// The bytes of a file.
const unsigned char *bursar_embedded_bytes(size_t index);

/// How many bytes a file has.
size_t bursar_embedded_size(size_t index);

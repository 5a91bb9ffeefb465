// Every file of migrations/ and reports/, compiled in by C23's #embed: one relocatable binary, no path of a
// build machine inside. HouseTests compares this list with the folders.
#include "CEmbeddedFiles.h"

static const unsigned char migration_0001[] = {
#embed "../../migrations/0001_directory.sql"
};
static const unsigned char migration_0002[] = {
#embed "../../migrations/0002_ledger.sql"
};
static const unsigned char migration_0003[] = {
#embed "../../migrations/0003_proof_stash.sql"
};
static const unsigned char migration_0004[] = {
#embed "../../migrations/0004_stored_response.sql"
};
static const unsigned char migration_0005[] = {
#embed "../../migrations/0005_policy.sql"
};
static const unsigned char migration_0008[] = {
#embed "../../migrations/0008_content.sql"
};
static const unsigned char migration_0010[] = {
#embed "../../migrations/0010_pools.sql"
};
static const unsigned char migration_0011[] = {
#embed "../../migrations/0011_lifecycle.sql"
};

static const struct {
    const char *path;
    const unsigned char *bytes;
    size_t size;
} files[] = {
    {"migrations/0001_directory.sql", migration_0001, sizeof migration_0001},
    {"migrations/0002_ledger.sql", migration_0002, sizeof migration_0002},
    {"migrations/0003_proof_stash.sql", migration_0003, sizeof migration_0003},
    {"migrations/0004_stored_response.sql", migration_0004, sizeof migration_0004},
    {"migrations/0005_policy.sql", migration_0005, sizeof migration_0005},
    {"migrations/0008_content.sql", migration_0008, sizeof migration_0008},
    {"migrations/0010_pools.sql", migration_0010, sizeof migration_0010},
    {"migrations/0011_lifecycle.sql", migration_0011, sizeof migration_0011},
};

size_t bursar_embedded_count(void) { return sizeof files / sizeof files[0]; }
const char *bursar_embedded_path(size_t index) { return files[index].path; }
const unsigned char *bursar_embedded_bytes(size_t index) { return files[index].bytes; }
size_t bursar_embedded_size(size_t index) { return files[index].size; }

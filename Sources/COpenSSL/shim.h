#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <spawn.h>
#include <sys/prctl.h>

/// `prctl(PR_SET_DUMPABLE, 0)`, which Swift can't call since it takes variable arguments.
static inline int vault_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// Is the process dumpable (1) or not (0)?
static inline int vault_may_dump(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }

/// Closes every descriptor from `first` on in the child; glibc 2.34 has it, its header shows it to GNU sources only.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);

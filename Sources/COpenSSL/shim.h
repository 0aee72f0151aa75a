#pragma once
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <sys/prctl.h>

// prctl is variadic, which Swift cannot call. 0 when the kernel will write no image of this process, nor let another one
// of the same user read its memory.
static inline int shipit_forbid_memory_images(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

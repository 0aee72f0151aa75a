// free() and realloc() that overwrite what they let go of, in the whole process: Swift's strings, libcurl's headers and
// OpenSSL's buffers hold secrets for a while, and none of them can be told to clean up. Zeroing costs little beside
// freeing.
#include "shipit_memory.h"

#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/vfs.h>

// glibc's own, under the names that it has for those who put theirs in front.
extern void __libc_free(void *);
extern void *__libc_malloc(size_t);
extern void *__libc_realloc(void *, size_t);

// A large block has a mapping of its own (glibc's IS_MMAPPED), which goes back to the kernel; pages that were never
// touched must not be fetched to be zeroed.
static int is_mapped(const void *block) {
  return (((const size_t *)block)[-1] & 2) != 0;
}

void free(void *block) {
  if (block == NULL) return;
  if (!is_mapped(block)) explicit_bzero(block, malloc_usable_size(block));
  __libc_free(block);
}

void *realloc(void *block, size_t size) {
  if (block == NULL) return __libc_malloc(size);
  // The kernel moves the pages.
  if (size == 0 || is_mapped(block)) {
    if (size == 0) return free(block), NULL;
    return __libc_realloc(block, size);
  }
  size_t room = malloc_usable_size(block);
  if (size <= room && size >= room / 2) return block;
  void *moved = __libc_malloc(size);
  if (moved == NULL) return NULL;
  memcpy(moved, block, size < room ? size : room);
  free(block);
  return moved;
}

int shipit_wipes_what_is_freed(void) {
  // Through a volatile pointer, so that the compiler does not know which function that is.
  void (*volatile of_process)(void *) = free;
  return of_process == free;
}

int shipit_is_in_memory(const char *folder) {
  struct statfs status;
  if (statfs(folder, &status) != 0) return 0;
  // The numbers of statfs(2).
  uint32_t type = (uint32_t)status.f_type;
  return type == 0x01021994 || type == 0x858458F6;
}

void shipit_keep_what_is_freed(void) {
  // What a stream brings comes and goes in blocks of up to some hundred kilobytes. By its defaults glibc maps each anew, or gives
  // the end of its heap back after each, and every page of the next must be fetched and zeroed by the kernel again.
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 8 << 20);
  mallopt(M_TOP_PAD, 256 << 10);
  // A heap for each of the pool's threads would hold that many times what is free. Two: the loop's, and the work beside it.
  mallopt(M_ARENA_MAX, 2);
}

#pragma once

/// Whether what is freed in this process is overwritten, by our `free`.
int shipit_wipes_what_is_freed(void);

/// Whether a folder lies in a file system that only memory holds (tmpfs or ramfs).
int shipit_is_in_memory(const char *folder);

/// Keeps up to eight megabytes that were freed for what is asked for next, in the whole process.
void shipit_keep_what_is_freed(void);

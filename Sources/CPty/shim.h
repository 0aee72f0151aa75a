// glibc shows its pseudoterminals to Swift neither in its own module nor without `_GNU_SOURCE`.
#pragma once
#include <fcntl.h>
#include <pty.h>
#include <unistd.h>

/// Opens a pseudoterminal of that size and writes the name of the program's end; -1 where there is none. The program's end
/// is closed here: it is opened by name.
static inline int pty_open(int width, int height, char name[64]) {
  struct winsize size = {.ws_row = (unsigned short)height, .ws_col = (unsigned short)width};
  int master = -1, slave = -1;
  if (openpty(&master, &slave, name, NULL, &size) != 0) return -1;
  fcntl(master, F_SETFD, FD_CLOEXEC);
  close(slave);
  return master;
}

// Swift imports neither variadic functions nor function-like macros nor mutable globals of C.
// These wrappers give it the ones that the screen needs; they keep no state.
#pragma once
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

extern int wcwidth(wchar_t character);

static inline int cn_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/// The size that the terminal reports; false when it reports none.
static inline bool cn_terminal_size(int descriptor, int *width, int *height) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return false;
  *width = size.ws_col;
  *height = size.ws_row;
  return true;
}

static inline const char *cn_codeset(void) { return nl_langinfo(CODESET); }

static inline int cn_columns(void) { return COLS; }
static inline int cn_lines(void) { return LINES; }
static inline int cn_colors(void) { return COLORS; }
static inline WINDOW *cn_stdscr(void) { return stdscr; }

static inline SCREEN *cn_newterm(const char *name) { return newterm(name, stdout, stdin); }

/// A string capability of the terminal that `setupterm` or `newterm` chose; NULL when it has none.
static inline const char *cn_capability(const char *name) {
  char *value = tigetstr((NCURSES_CONST char *)name);
  return value == (char *)-1 ? NULL : value;
}

static inline attr_t cn_bold(void) { return A_BOLD; }
static inline attr_t cn_dim(void) { return A_DIM; }
static inline attr_t cn_underline(void) { return A_UNDERLINE; }
static inline attr_t cn_reverse(void) { return A_REVERSE; }

/// Puts one character, with its combining marks, into a cell. The pair goes in as the extended option, which alone
/// holds numbers past 255.
static inline int cn_put(int y, int x, const wchar_t *text, attr_t attributes, int pair) {
  cchar_t cell;
  if (setcchar(&cell, text, attributes, 0, &pair) == ERR) return ERR;
  return mvwadd_wch(stdscr, y, x, &cell);
}

/// Makes the next refresh draw everything anew.
static inline void cn_repaint(void) { clearok(curscr, TRUE); }

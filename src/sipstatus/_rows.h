/* Parses the rows of an Arrow column (RFC 3261 section 7.2); included by _rows.pyx.
 *
 * Most rows are of the usual form, such as "SIP/2.0 200 OK", with CR LF, LF or nothing behind, and
 * their phrase has at most ROWS_NEAR octets. Such a row is read without a branch that depends on
 * its length, which the processor could not predict. The parser of sip_statusline.h decides about
 * every other row.
 *
 * No octet outside the buffers of the column is read.
 */
#ifndef SIPSTATUS_ROWS_H
#define SIPSTATUS_ROWS_H

#include "_scan.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

enum {
  ROWS_NOT_ADDED = -1,
  ROWS_USUAL = SIP_STATUSLINE_REASON_OCTETS | SIP_STATUSLINE_NO_LINE_END, /* what it needs */
  ROWS_KINDS = SIP_STATUSLINE_TOO_LONG + 1,
  ROWS_KIND_MAX = 16, /* octets of the longest name of an error, and more */
  ROWS_PAGE = 1 << 21,   /* octets of a large page */
  ROWS_NEAR = 32,    /* octets of a phrase that are copied without a loop */
  ROWS_INLINE = 12,  /* octets that a view holds itself */
  ROWS_AHEAD = SCAN_REASON + SCAN_BLOCK, /* octets of a row that are looked at together */
};

enum rows_layout { ROWS_INT32, ROWS_INT64, ROWS_VIEWS };

/* How far rows_parse() gets. */
enum rows_progress {
  ROWS_DONE,
  ROWS_NO_ROOM, /* for the phrase of the next row */
  ROWS_OUTSIDE  /* the next row is not within the buffers */
};

typedef struct {
  const unsigned char *octets;
  int64_t size;
} rows_buffer_t;

/* A view; up to ROWS_INLINE octets stand in place of all but the length. */
typedef struct {
  int32_t length;
  int32_t prefix;
  int32_t buffer;
  int32_t offset;
} rows_view_t;

/* A part of a column, and the columns that its rows become, from `row` on. */
typedef struct {
  enum rows_layout layout;
  int64_t at;
  int64_t stop;
  const unsigned char *validity; /* NULL if no row is null */
  const void *positions;         /* offsets or views */
  const rows_buffer_t *buffers;
  int64_t buffer_count;
  unsigned leniency;

  int64_t row;
  uint16_t *status_code;
  int32_t *major;
  int32_t *minor;         /* all of them 0 at first */
  int32_t *reason_offset; /* reason_offset[row] is set */
  unsigned char *reason;  /* has ROWS_NEAR octets more than its room */
  int64_t room;
  unsigned char *valid; /* a bit for each row, all of them 1 at first */
  unsigned char *error; /* enum sip_statusline_error for each row, all of them 0 at first */
  int64_t nulls;
  int64_t kinds[ROWS_KINDS]; /* how many errors there are of each kind */
} rows_t;

typedef struct {
  const unsigned char *octets; /* NULL if they are not within the buffers */
  size_t length;
  size_t readable; /* octets that may be looked at, those of later rows included */
} rows_value_t;

/* Asks for large pages for memory that nobody has touched: with small ones, it takes as long to get
 * the memory as to fill it. */
static void rows_large_pages(void *memory, size_t size) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  uintptr_t begin = ((uintptr_t)memory + ROWS_PAGE - 1) & ~(uintptr_t)(ROWS_PAGE - 1);
  uintptr_t end = ((uintptr_t)memory + size) & ~(uintptr_t)(ROWS_PAGE - 1);
  if (begin < end) {
    madvise((void *)begin, end - begin, MADV_HUGEPAGE); /* no harm if the system has none */
  }
#else
  (void)memory;
  (void)size;
#endif
}

SCAN_INLINE uint64_t rows_controls(const unsigned char *octets) {
#if defined(SCAN_SSE2)
  return sse2_controls(octets);
#elif defined(SCAN_NEON)
  return neon_controls(octets);
#else
  return portable_controls(octets);
#endif
}

SCAN_INLINE int rows_bit(const unsigned char *bits, int64_t index) {
  return bits[index >> 3] >> (index & 7) & 1;
}

SCAN_INLINE rows_value_t rows_value(const rows_t *rows, enum rows_layout layout) {
  rows_value_t value = {NULL, 0, 0};
  const rows_buffer_t *buffer = rows->buffers;
  int64_t begin, end;
  if (layout == ROWS_VIEWS) {
    const rows_view_t *view = (const rows_view_t *)rows->positions + rows->at;
    if (0 <= view->length && view->length <= ROWS_INLINE) {
      value.octets = (const unsigned char *)&view->prefix;
      value.length = value.readable = (size_t)view->length;
      return value;
    }
    if (view->buffer < 0 || view->buffer >= rows->buffer_count) {
      return value;
    }
    buffer += view->buffer;
    begin = view->offset;
    end = begin + view->length;
  } else if (layout == ROWS_INT32) {
    begin = ((const int32_t *)rows->positions)[rows->at];
    end = ((const int32_t *)rows->positions)[rows->at + 1];
  } else {
    begin = ((const int64_t *)rows->positions)[rows->at];
    end = ((const int64_t *)rows->positions)[rows->at + 1];
  }
  if (0 <= begin && begin <= end && end <= buffer->size) {
    value.octets = buffer->octets + begin;
    value.length = (size_t)(end - begin);
    value.readable = (size_t)(buffer->size - begin);
  }
  return value;
}

/* Length of the phrase of a line of the usual form that ends within a block, or SIZE_MAX for every
 * other line. The end of the row ends it, too. */
SCAN_INLINE size_t rows_usual_length(const unsigned char *phrase, size_t length,
                                     unsigned leniency) {
  uint64_t found = rows_controls(phrase);
  size_t end = found ? (size_t)scan_first_bit(found) : SCAN_BLOCK;
  if (end >= length) {
    return length <= SCAN_BLOCK ? length : SIZE_MAX;
  }
  if (phrase[end] == '\r' && end + 1 < length && phrase[end + 1] == '\n') {
    return end;
  }
  return phrase[end] == '\n' && leniency & SIP_STATUSLINE_BARE_LF ? end : SIZE_MAX;
}

/* Length of the phrase that was added to the `used` octets of phrases, if the row is of the usual
 * form and there is room for it; or ROWS_NOT_ADDED. */
SCAN_INLINE int64_t rows_add_usual(rows_t *rows, rows_value_t value, int64_t used) {
  const unsigned char *phrase = value.octets + SCAN_REASON;
  size_t length;
  int code;
  if (value.length < SCAN_REASON || value.readable < ROWS_AHEAD) {
    return ROWS_NOT_ADDED;
  }
  code = sip_statusline_usual_code_(value.octets);
  length = rows_usual_length(phrase, value.length - SCAN_REASON, rows->leniency);
  if (!code || length > ROWS_NEAR || rows->room - used < (int64_t)length) {
    return ROWS_NOT_ADDED;
  }
  memcpy(rows->reason + used, phrase, ROWS_NEAR);
  rows->status_code[rows->row] = (uint16_t)code;
  rows->major[rows->row] = 2;
  return (int64_t)length;
}

SCAN_INLINE int64_t rows_add_null(rows_t *rows) {
  rows->status_code[rows->row] = 0;
  rows->major[rows->row] = 0;
  rows->valid[rows->row >> 3] &= (unsigned char)~(1 << (rows->row & 7));
  rows->nulls++;
  return 0;
}

SCAN_INLINE int64_t rows_add_error(rows_t *rows, enum sip_statusline_error error) {
  rows->error[rows->row] = (unsigned char)error;
  rows->kinds[error]++;
  return rows_add_null(rows);
}

/* The same for any other row. */
SCAN_APART int64_t rows_add_any(rows_t *rows, rows_value_t value, int64_t used) {
  struct sip_statusline line;
  enum sip_statusline_error error =
      sip_statusline_parse(value.octets, value.length, rows->leniency, &line);
  if (error != SIP_STATUSLINE_COMPLETE) {
    return rows_add_error(rows, error);
  }
  if (rows->room - used < (int64_t)line.reason_length) {
    return ROWS_NOT_ADDED;
  }
  memcpy(rows->reason + used, value.octets + line.reason_offset, line.reason_length);
  rows->status_code[rows->row] = (uint16_t)line.status_code;
  rows->major[rows->row] = (int32_t)line.version_major;
  if (line.version_minor) {
    rows->minor[rows->row] = (int32_t)line.version_minor;
  }
  return (int64_t)line.reason_length;
}

SCAN_INLINE enum rows_progress rows_parse_layout(rows_t *caller, enum rows_layout layout) {
  rows_t own = *caller, *rows = &own; /* a copy of its own can live in registers */
  enum rows_progress progress = ROWS_DONE;
  int usual = (rows->leniency & ROWS_USUAL) == ROWS_USUAL;
  int responses = !(rows->leniency & SIP_STATUSLINE_LEADING_CRLF); /* begin with "SIP/" */
  int64_t used = rows->reason_offset[rows->row];
  for (; rows->at < rows->stop; rows->at++, rows->row++) {
    int64_t added = ROWS_NOT_ADDED;
    if (rows->validity && !rows_bit(rows->validity, rows->at)) {
      added = rows_add_null(rows);
    } else {
      rows_value_t value = rows_value(rows, layout);
      if (!value.octets) {
        progress = ROWS_OUTSIDE;
        break;
      }
      if (responses && value.length >= 4 &&
          !sip_statusline_is_response(value.octets, value.length)) {
        added = rows_add_error(rows, SIP_STATUSLINE_NOT_A_RESPONSE);
      } else if (usual) {
        added = rows_add_usual(rows, value, used);
      }
      if (added == ROWS_NOT_ADDED) {
        added = rows_add_any(rows, value, used);
      }
      if (added == ROWS_NOT_ADDED) {
        progress = ROWS_NO_ROOM;
        break;
      }
    }
    used += added;
    rows->reason_offset[rows->row + 1] = (int32_t)used;
  }
  *caller = own;
  return progress;
}

/* Parses the rows from `at` to `stop`; `at` becomes the first that is left. */
static enum rows_progress rows_parse(rows_t *rows) {
  return rows->layout == ROWS_INT32   ? rows_parse_layout(rows, ROWS_INT32)
         : rows->layout == ROWS_INT64 ? rows_parse_layout(rows, ROWS_INT64)
                                      : rows_parse_layout(rows, ROWS_VIEWS);
}

/* The errors as ErrorKind spells them, in the order of enum sip_statusline_error. */
static const struct {
  char octets[ROWS_KIND_MAX];
  unsigned char length;
} rows_kinds[ROWS_KINDS] = {
    {"", 0},           {"incomplete", 10}, {"not_a_response", 14},
    {"bad_version", 11}, {"bad_separator", 13}, {"bad_code", 8},
    {"bad_reason", 10}, {"bad_terminator", 14}, {"too_long", 8},
};

/* How many octets the names of all errors have. */
static int64_t rows_error_length(const rows_t *rows) {
  int64_t length = 0;
  int kind;
  for (kind = 0; kind < ROWS_KINDS; kind++) {
    length += rows->kinds[kind] * rows_kinds[kind].length;
  }
  return length;
}

/* Writes the names of the errors one behind the other, and ROWS_KIND_MAX octets more; where each
 * row's ends; and a bit for each row that has one, where all bits are 0. */
static void rows_name_errors(const rows_t *rows, char *octets, int32_t *offset,
                             unsigned char *valid) {
  int64_t row, used = 0;
  for (row = 0; row < rows->row; row++) {
    unsigned char kind = rows->error[row];
    memcpy(octets + used, rows_kinds[kind].octets, ROWS_KIND_MAX);
    used += rows_kinds[kind].length;
    offset[row + 1] = (int32_t)used;
    valid[row >> 3] |= (unsigned char)((kind != 0) << (row & 7));
  }
}

#endif

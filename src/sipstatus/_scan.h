/* Finds the status-lines (RFC 3261 section 7.2) in many octets; included by _scan.pyx.
 *
 * A path is a way to look at 64 octets at once: AVX2, SSE2, NEON, or words of eight octets on any
 * machine. All paths give the same rows. Three things are the same for each of them:
 *
 * - Few places hold "/" and, in front of it, "P" or the line feed of the line before. Only there
 *   may a status-line begin, and `may_begin` turns most of the rest away.
 * - A line of the usual form, such as "SIP/2.0 200 OK" CR LF, is recognised here.
 * - The judge, which is the parser, decides about every other line.
 *
 * No octet is read at or behind `stop`, even if somebody writes to the octets meanwhile.
 */
#ifndef SIPSTATUS_SCAN_H
#define SIPSTATUS_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__GNUC__)
#define SCAN_INLINE static inline __attribute__((always_inline))
#elif defined(_MSC_VER)
#include <intrin.h>
#define SCAN_INLINE static __forceinline
#else
#define SCAN_INLINE static inline
#endif

#if defined(__SSE2__) || defined(_M_X64)
#include <immintrin.h>
#define SCAN_SSE2 1
#if defined(__GNUC__)
#define SCAN_AVX2 1
#define SCAN_TARGET_AVX2 __attribute__((target("avx2,bmi")))
#endif
#elif defined(__aarch64__) && !defined(__AARCH64EB__) && defined(__GNUC__)
#include <arm_neon.h>
#define SCAN_NEON 1
#endif

enum {
    SCAN_LINE_MAX = 65535, /* octets of the longest status-line, its end included */
    SCAN_LINE_MIN = 12,    /* octets of the shortest one: "SIP/2.0 200" LF */
    SCAN_REASON = 12,      /* where the phrase of a line of the usual form begins */
    SCAN_BLOCK = 64,       /* octets that `marks` looks at */
};

/* What the judge says of a line if it does not return its status code. */
enum { SCAN_REFUSED = 0, SCAN_INCOMPLETE = -1, SCAN_TOO_LONG = -2 };

/* Judges the line at `octets`. `*end` becomes the offset behind it, or of the octet at fault. */
typedef int scan_judge_t(const unsigned char *octets, size_t length, unsigned leniency,
                         size_t *end);

/* A search, and the columns that it fills: one row for each status-line. */
typedef struct {
    const unsigned char *octets;
    size_t at;    /* where the search goes on: at first the beginning of a line */
    size_t stop;  /* where the octets end */
    int anywhere; /* whether a status-line may begin within a line */
    int usual;    /* whether lines of the usual form need no judge */
    unsigned leniency;
    scan_judge_t *judge;
    uint16_t *status_code;
    int64_t *offset;
    uint32_t *length;
    size_t rows;
    size_t room; /* for how many rows; the search pauses when there is no more */
} scan_t;

/* For each of 64 places a bit: whether "/" stands at place + 3 and, if `anywhere`, "P" or "p" at
 * place + 2; otherwise a line feed at place - 1. */
typedef uint64_t scan_marks_t(const unsigned char *place, int anywhere);

/* Index of the first octet below 0x0E, or `length`. */
typedef size_t scan_control_t(const unsigned char *octets, size_t length);

/* --- words ----------------------------------------------------------------------------------- */

SCAN_INLINE uint32_t scan_load32(const unsigned char *octets)
{
    uint32_t word;
    memcpy(&word, octets, 4);
    return word;
}

SCAN_INLINE uint64_t scan_load64(const unsigned char *octets)
{
    uint64_t word;
    memcpy(&word, octets, 8);
    return word;
}

SCAN_INLINE int scan_first_bit(uint64_t bits)
{
#if defined(__GNUC__)
    return __builtin_ctzll(bits);
#elif defined(_M_X64) || defined(_M_ARM64)
    unsigned long index;
    _BitScanForward64(&index, bits);
    return (int)index;
#else
    int index = 0;
    while (!(bits >> index & 1)) {
        index++;
    }
    return index;
#endif
}

SCAN_INLINE int scan_is_mark(const unsigned char *place, int anywhere)
{
    return place[3] == '/' && (anywhere ? (place[2] | 0x20) == 'p' : place[-1] == '\n');
}

SCAN_INLINE uint64_t portable_marks(const unsigned char *place, int anywhere)
{
    const uint64_t ones = 0x0101010101010101ULL;
    uint64_t marks = 0;
    int at, bit;
    for (at = 0; at < SCAN_BLOCK; at += 8) {
        /* Where both octets are the ones looked for, and only there, no bit is left over. */
        uint64_t slash = scan_load64(place + at + 3) ^ ones * '/';
        uint64_t other = anywhere ? (scan_load64(place + at + 2) | ones * 0x20) ^ ones * 'p'
                                  : scan_load64(place + at - 1) ^ ones * '\n';
        uint64_t word = slash | other;
        if ((word - ones) & ~word & ones * 0x80) {
            for (bit = at; bit < at + 8; bit++) {
                marks |= (uint64_t)scan_is_mark(place + bit, anywhere) << bit;
            }
        }
    }
    return marks;
}

SCAN_INLINE size_t portable_control(const unsigned char *octets, size_t length)
{
    const uint64_t ones = 0x0101010101010101ULL;
    size_t at = 0;
    for (; length - at >= 8; at += 8) {
        uint64_t word = scan_load64(octets + at);
        if ((word - ones * 0x0E) & ~word & ones * 0x80) {
            break;
        }
    }
    while (at < length && octets[at] >= 0x0E) {
        at++;
    }
    return at;
}

/* --- vectors --------------------------------------------------------------------------------- */

#if defined(SCAN_SSE2)
SCAN_INLINE __m128i sse2_mark(const unsigned char *place, int anywhere)
{
    __m128i slash = _mm_loadu_si128((const __m128i *)(place + 3));
    __m128i other = _mm_loadu_si128((const __m128i *)(anywhere ? place + 2 : place - 1));
    if (anywhere) {
        other = _mm_or_si128(other, _mm_set1_epi8(0x20));
    }
    return _mm_and_si128(_mm_cmpeq_epi8(slash, _mm_set1_epi8('/')),
                         _mm_cmpeq_epi8(other, _mm_set1_epi8(anywhere ? 'p' : '\n')));
}

SCAN_INLINE uint64_t sse2_marks(const unsigned char *place, int anywhere)
{
    __m128i a = sse2_mark(place, anywhere), b = sse2_mark(place + 16, anywhere);
    __m128i c = sse2_mark(place + 32, anywhere), d = sse2_mark(place + 48, anywhere);
    if (!_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d)))) {
        return 0;
    }
    return (uint64_t)(uint32_t)_mm_movemask_epi8(a) |
           (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 16 |
           (uint64_t)(uint32_t)_mm_movemask_epi8(c) << 32 |
           (uint64_t)(uint32_t)_mm_movemask_epi8(d) << 48;
}

SCAN_INLINE size_t sse2_control(const unsigned char *octets, size_t length)
{
    const __m128i last = _mm_set1_epi8(0x0D);
    size_t at = 0;
    for (; length - at >= 16; at += 16) {
        __m128i vector = _mm_loadu_si128((const __m128i *)(octets + at));
        int found = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(vector, last), vector));
        if (found) {
            return at + (size_t)scan_first_bit((uint32_t)found);
        }
    }
    return at + portable_control(octets + at, length - at);
}
#endif

#if defined(SCAN_AVX2)
SCAN_TARGET_AVX2 SCAN_INLINE __m256i avx2_mark(const unsigned char *place, int anywhere)
{
    __m256i slash = _mm256_loadu_si256((const __m256i *)(place + 3));
    __m256i other = _mm256_loadu_si256((const __m256i *)(anywhere ? place + 2 : place - 1));
    if (anywhere) {
        other = _mm256_or_si256(other, _mm256_set1_epi8(0x20));
    }
    return _mm256_and_si256(_mm256_cmpeq_epi8(slash, _mm256_set1_epi8('/')),
                            _mm256_cmpeq_epi8(other, _mm256_set1_epi8(anywhere ? 'p' : '\n')));
}

SCAN_TARGET_AVX2 SCAN_INLINE uint64_t avx2_marks(const unsigned char *place, int anywhere)
{
    __m256i a = avx2_mark(place, anywhere), b = avx2_mark(place + 32, anywhere);
    __m256i either = _mm256_or_si256(a, b);
    if (_mm256_testz_si256(either, either)) {
        return 0;
    }
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(a) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

SCAN_TARGET_AVX2 SCAN_INLINE size_t avx2_control(const unsigned char *octets, size_t length)
{
    const __m256i last = _mm256_set1_epi8(0x0D);
    size_t at = 0;
    for (; length - at >= 32; at += 32) {
        __m256i vector = _mm256_loadu_si256((const __m256i *)(octets + at));
        int found = _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(vector, last), vector));
        if (found) {
            return at + (size_t)scan_first_bit((uint32_t)found);
        }
    }
    return at + portable_control(octets + at, length - at);
}
#endif

#if defined(SCAN_NEON)
SCAN_INLINE uint8x16_t neon_mark(const unsigned char *place, int anywhere)
{
    uint8x16_t slash = vld1q_u8(place + 3);
    uint8x16_t other = vld1q_u8(anywhere ? place + 2 : place - 1);
    if (anywhere) {
        other = vorrq_u8(other, vdupq_n_u8(0x20));
    }
    return vandq_u8(vceqq_u8(slash, vdupq_n_u8('/')),
                    vceqq_u8(other, vdupq_n_u8(anywhere ? 'p' : '\n')));
}

/* Four bits for each octet that is 0x00 or 0xFF. */
SCAN_INLINE uint64_t neon_nibbles(uint8x16_t vector)
{
    uint8x8_t narrow = vshrn_n_u16(vreinterpretq_u16_u8(vector), 4);
    return vget_lane_u64(vreinterpret_u64_u8(narrow), 0);
}

SCAN_INLINE uint64_t neon_marks(const unsigned char *place, int anywhere)
{
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t weight = vld1q_u8(weights);
    uint8x16_t a = neon_mark(place, anywhere), b = neon_mark(place + 16, anywhere);
    uint8x16_t c = neon_mark(place + 32, anywhere), d = neon_mark(place + 48, anywhere);
    if (!neon_nibbles(vorrq_u8(vorrq_u8(a, b), vorrq_u8(c, d)))) {
        return 0;
    }
    /* Adding neighbours three times sums the weights of eight octets up into one. */
    a = vpaddq_u8(vandq_u8(a, weight), vandq_u8(b, weight));
    c = vpaddq_u8(vandq_u8(c, weight), vandq_u8(d, weight));
    a = vpaddq_u8(a, c);
    a = vpaddq_u8(a, a);
    return vgetq_lane_u64(vreinterpretq_u64_u8(a), 0);
}

SCAN_INLINE size_t neon_control(const unsigned char *octets, size_t length)
{
    size_t at = 0;
    for (; length - at >= 16; at += 16) {
        uint64_t found = neon_nibbles(vcltq_u8(vld1q_u8(octets + at), vdupq_n_u8(0x0E)));
        if (found) {
            return at + (size_t)scan_first_bit(found) / 4;
        }
    }
    return at + portable_control(octets + at, length - at);
}
#endif

/* --- the search ------------------------------------------------------------------------------ */

SCAN_INLINE int scan_is_digit(unsigned octet)
{
    return octet - '0' < 10;
}

/* Whether a status-line may begin here. Most of what looks like one is a Via header field or the
 * end of a request line: "SIP/2.0" with something behind that is neither white space nor a digit.
 */
SCAN_INLINE int scan_may_begin(const unsigned char *octets, size_t length)
{
    if (length < SCAN_LINE_MIN || octets[3] != '/' || (octets[0] | 0x20) != 's' ||
        (octets[1] | 0x20) != 'i' || (octets[2] | 0x20) != 'p') {
        return 0;
    }
    return memcmp(octets + 4, "2.0", 3) != 0 || octets[7] == ' ' || octets[7] == '\t' ||
           scan_is_digit(octets[7]);
}

/* The next place from `at` on where a status-line may begin, or `stop`. */
SCAN_INLINE size_t scan_next(const unsigned char *octets, size_t at, size_t stop, int anywhere,
                             scan_marks_t *look)
{
    for (; stop - at >= SCAN_BLOCK + 3; at += SCAN_BLOCK) {
        uint64_t marks = look(octets + at, anywhere);
        for (; marks; marks &= marks - 1) {
            size_t place = at + (size_t)scan_first_bit(marks);
            if (scan_may_begin(octets + place, stop - place)) {
                return place;
            }
        }
    }
    for (; stop - at >= SCAN_LINE_MIN; at++) {
        if (scan_is_mark(octets + at, anywhere) && scan_may_begin(octets + at, stop - at)) {
            return at;
        }
    }
    return stop;
}

/* Length of the line of the usual form that begins here, under REASON_OCTETS; 0 decides nothing. */
SCAN_INLINE size_t scan_usual(const unsigned char *octets, size_t length, scan_control_t *control,
                              int *status_code)
{
    unsigned char code[4];
    size_t end;
    if (length < SCAN_REASON + 2 || memcmp(octets, "SIP/2.0 ", 8) != 0) {
        return 0;
    }
    memcpy(code, octets + 8, 4);
    if ((unsigned)code[0] - '1' >= 6 || !scan_is_digit(code[1]) || !scan_is_digit(code[2]) ||
        code[3] != ' ') {
        return 0;
    }
    if (length > SCAN_LINE_MAX) {
        length = SCAN_LINE_MAX;
    }
    end = SCAN_REASON + control(octets + SCAN_REASON, length - SCAN_REASON) + 2;
    if (end > length || octets[end - 2] != '\r' || octets[end - 1] != '\n') {
        return 0;
    }
    *status_code = (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
    return end;
}

/* The first CR, LF or NUL from `at` on, or `stop`. */
SCAN_INLINE size_t scan_phrase_end(const unsigned char *octets, size_t at, size_t stop,
                                   scan_control_t *control)
{
    for (;; at++) {
        at += control(octets + at, stop - at);
        if (at == stop || octets[at] == '\r' || octets[at] == '\n' || octets[at] == 0) {
            return at;
        }
    }
}

/* Where the search goes on after the judge has turned down the line at `at`.
 *
 * What begins a line within a phrase shares the rest of that phrase, so nothing before the octet
 * at fault can begin a line that is better, unless the line was merely too long. Then only places
 * near enough to the end of the phrase can. So no octet is judged more than a few times.
 */
SCAN_INLINE size_t scan_behind_refusal(const scan_t *scan, size_t at, int verdict, size_t fault,
                                       scan_control_t *control)
{
    size_t next = at + (fault ? fault : 1);
    if (verdict == SCAN_INCOMPLETE) {
        return scan->stop;
    }
    if (verdict == SCAN_TOO_LONG && scan->anywhere) {
        size_t end = scan_phrase_end(scan->octets, next, scan->stop, control);
        if (end == scan->stop) {
            return end;
        }
        next = end + 1 - SCAN_LINE_MAX; /* the line ends there, or one octet behind */
        return next > at ? next : at + 1;
    }
    return next;
}

SCAN_INLINE void scan_rows(scan_t *scan, int anywhere, scan_marks_t *marks,
                           scan_control_t *control)
{
    const unsigned char *octets = scan->octets;
    size_t at = scan->at, stop = scan->stop, rows = scan->rows;
    while (rows < scan->room) {
        int verdict = SCAN_REFUSED;
        size_t end = scan->usual ? scan_usual(octets + at, stop - at, control, &verdict) : 0;
        if (!end && scan_may_begin(octets + at, stop - at)) {
            verdict = scan->judge(octets + at, stop - at, scan->leniency, &end);
        }
        if (verdict > 0) {
            scan->status_code[rows] = (uint16_t)verdict;
            scan->offset[rows] = (int64_t)at;
            scan->length[rows] = (uint32_t)end;
            rows++;
            at += end; /* where the next line may follow at once */
            continue;
        }
        if (at == stop) {
            break;
        }
        at = scan_behind_refusal(scan, at, verdict, end, control);
        at = scan_next(octets, at, stop, anywhere, marks);
    }
    scan->at = at;
    scan->rows = rows;
}

/* --- the paths ------------------------------------------------------------------------------- */

#define SCAN_PATH(path)                                                                            \
    static void path##_scan(scan_t *scan)                                                          \
    {                                                                                              \
        if (scan->anywhere) {                                                                      \
            scan_rows(scan, 1, path##_marks, path##_control);                                      \
        } else {                                                                                   \
            scan_rows(scan, 0, path##_marks, path##_control);                                      \
        }                                                                                          \
    }

#if defined(SCAN_AVX2)
SCAN_TARGET_AVX2 SCAN_PATH(avx2)
#endif
#if defined(SCAN_SSE2)
SCAN_PATH(sse2)
#endif
#if defined(SCAN_NEON)
SCAN_PATH(neon)
#endif
SCAN_PATH(portable)

typedef struct {
    const char *name;
    void (*scan)(scan_t *);
} scan_path_t;

/* The path number `index` that this processor has, the fastest first; NULL behind the last. */
static const scan_path_t *scan_path(int index)
{
    static const scan_path_t paths[] = {
#if defined(SCAN_AVX2)
        {"avx2", avx2_scan},
#endif
#if defined(SCAN_SSE2)
        {"sse2", sse2_scan},
#endif
#if defined(SCAN_NEON)
        {"neon", neon_scan},
#endif
        {"portable", portable_scan},
    };
#if defined(SCAN_AVX2)
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi")) {
        index++;
    }
#endif
    return index < (int)(sizeof paths / sizeof *paths) ? &paths[index] : NULL;
}

#endif

# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, cdivision=True
# cython: freethreading_compatible=True, embedsignature.format=clinic

"""Finds status-lines in many octets, compiled: what ``_scan_py`` does, without the GIL.

``_scan.h`` holds the search; this module holds its rows.
"""

from cpython.buffer cimport (
    PyBUF_FULL_RO,
    PyBUF_WRITABLE,
    PyBuffer_IsContiguous,
    PyBuffer_Release,
    PyObject_CheckBuffer,
    PyObject_GetBuffer,
)
from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_RawFree, PyMem_RawRealloc
from libc.stdint cimport int64_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memchr


cdef extern from "_scan.h" nogil:
    enum:
        SCAN_CODES
        SIP_STATUSLINE_REASON_OCTETS

    ctypedef struct scan_t:
        const unsigned char *octets
        size_t at
        size_t stop
        int anywhere
        int usual
        unsigned int leniency
        uint64_t *slots
        uint16_t *status_code
        int64_t *offset
        uint32_t *length
        size_t rows
        size_t room

    ctypedef struct scan_path_t:
        const char *name
        void (*scan)(scan_t *) noexcept nogil

    const scan_path_t *scan_path(int index)


cdef enum:
    BLOCK = 4096
    ROWS = 1024  # rows for which the columns have room at first


# --- the path in use ------------------------------------------------------------------------------

cdef const scan_path_t *path_in_use = scan_path(0)


def _paths():
    names = []
    while scan_path(len(names)) is not NULL:
        names.append(scan_path(len(names)).name.decode())
    return tuple(names)


PATHS = _paths()


def select_path(name):
    """Search by this path, one of PATHS, from now on."""
    global path_in_use
    path_in_use = scan_path(PATHS.index(name))


# --- the search -----------------------------------------------------------------------------------

cdef int get_octets(data, Py_ssize_t start, Py_ssize_t stop, Py_buffer *view) except -1:
    """Borrow the buffer of `data`, which must hold the octets from `start` to `stop`."""
    if not PyObject_CheckBuffer(data):
        raise TypeError(f"memoryview: a bytes-like object is required, not '{type(data).__name__}'")
    PyObject_GetBuffer(data, view, PyBUF_FULL_RO)
    if not PyBuffer_IsContiguous(view, c"C"):
        PyBuffer_Release(view)
        raise BufferError("the buffer must be C-contiguous")
    if not 0 <= start <= stop <= view.len:
        PyBuffer_Release(view)
        raise ValueError("start and stop must be within data")
    return 0


cdef void begin(
    scan_t *search, const Py_buffer *view, Py_ssize_t start, Py_ssize_t stop, bint anywhere,
    unsigned int leniency,
) noexcept:
    search.octets = <const unsigned char *>view.buf + start
    search.at = 0
    search.stop = stop - start
    search.anywhere = anywhere
    search.usual = leniency & SIP_STATUSLINE_REASON_OCTETS != 0
    search.leniency = leniency
    search.slots = NULL
    search.rows = search.room = 0


def scan(data, Py_ssize_t start, Py_ssize_t stop, bint anywhere, unsigned int leniency):
    """The status-lines in ``data[start:stop]``, which begins where a line does.

    Returns three columns: status codes (uint16), offsets in `data` (int64), lengths (uint32).
    """
    cdef const scan_path_t *path = path_in_use
    cdef Py_buffer view
    cdef scan_t search
    cdef bint done = False
    get_octets(data, start, stop, &view)
    begin(&search, &view, start, stop, anywhere, leniency)
    search.status_code = NULL
    search.offset = NULL
    search.length = NULL
    try:
        with nogil:
            while make_room(&search):
                path.scan(&search)
                if search.rows < search.room:
                    done = True
                    break
            move(&search, start)
        if not done:
            raise MemoryError
        return (
            PyBytes_FromStringAndSize(<char *>search.status_code, search.rows * sizeof(uint16_t)),
            PyBytes_FromStringAndSize(<char *>search.offset, search.rows * sizeof(int64_t)),
            PyBytes_FromStringAndSize(<char *>search.length, search.rows * sizeof(uint32_t)),
        )
    finally:
        PyBuffer_Release(&view)
        PyMem_RawFree(search.status_code)
        PyMem_RawFree(search.offset)
        PyMem_RawFree(search.length)


cdef bint make_room(scan_t *search) noexcept nogil:
    """Double the columns; False if there is no memory for them."""
    cdef size_t room = max(2 * search.room, <size_t>ROWS)
    cdef void *column = PyMem_RawRealloc(search.status_code, room * sizeof(uint16_t))
    if column is NULL:
        return False
    search.status_code = <uint16_t *>column
    column = PyMem_RawRealloc(search.offset, room * sizeof(int64_t))
    if column is NULL:
        return False
    search.offset = <int64_t *>column
    column = PyMem_RawRealloc(search.length, room * sizeof(uint32_t))
    if column is NULL:
        return False
    search.length = <uint32_t *>column
    search.room = room
    return True


cdef void move(scan_t *search, Py_ssize_t start) noexcept nogil:
    """Make the offsets count from the beginning of the data."""
    cdef size_t row
    if start:
        for row in range(search.rows):
            search.offset[row] += start


def count(data, Py_ssize_t start, Py_ssize_t stop, bint anywhere, unsigned int leniency, slots):
    """Count the status-lines in ``data[start:stop]``, which begins where a line does.

    slots: a writable buffer of 600 uint64; each line adds 1 to the one of its status code - 100.
    """
    cdef const scan_path_t *path = path_in_use
    cdef Py_buffer view, counts
    cdef scan_t search
    get_octets(data, start, stop, &view)
    try:
        get_slots(slots, &counts)
        begin(&search, &view, start, stop, anywhere, leniency)
        search.slots = <uint64_t *>counts.buf
        with nogil:
            path.scan(&search)
        PyBuffer_Release(&counts)
    finally:
        PyBuffer_Release(&view)


def add(slots, now, before):
    """Add to the slots what other slots have more now than they had before."""
    cdef Py_buffer views[3]
    cdef uint64_t *numbers[3]
    cdef int borrowed = 0, slot
    try:
        for part in (slots, now, before):
            get_slots(part, &views[borrowed])
            numbers[borrowed] = <uint64_t *>views[borrowed].buf
            borrowed += 1
        for slot in range(SCAN_CODES):
            numbers[0][slot] += numbers[1][slot] - numbers[2][slot]
    finally:
        while borrowed:
            borrowed -= 1
            PyBuffer_Release(&views[borrowed])


cdef int get_slots(slots, Py_buffer *view) except -1:
    """Borrow a buffer that must have a number for each status code."""
    PyObject_GetBuffer(slots, view, PyBUF_WRITABLE)
    if view.len != SCAN_CODES * sizeof(uint64_t):
        PyBuffer_Release(view)
        raise ValueError(f"slots must be {SCAN_CODES} numbers of 64 bits")
    return 0


# --- lines ----------------------------------------------------------------------------------------

def next_line(data, Py_ssize_t start):
    """Where the next line begins: after the first LF from `start` on, or at the end of `data`."""
    cdef Py_buffer view
    cdef const char *found = NULL
    cdef Py_ssize_t end
    get_octets(data, start, start, &view)
    with nogil:
        end = view.len
        if start < end:
            found = <const char *>memchr(<const char *>view.buf + start, c"\n", end - start)
        if found is not NULL:
            end = found + 1 - <const char *>view.buf
    PyBuffer_Release(&view)
    return end


def last_line(data):
    """Where the last line begins: after the last LF, or at 0."""
    cdef Py_buffer view
    cdef const char *octets
    cdef Py_ssize_t begin
    get_octets(data, 0, 0, &view)
    octets = <const char *>view.buf
    with nogil:
        begin = view.len
        # Block by block from the end, as memrchr is not available everywhere.
        while begin and memchr(octets + begin - min(begin, BLOCK), c"\n", min(begin, BLOCK)) is NULL:
            begin -= min(begin, BLOCK)
        while begin and octets[begin - 1] != c"\n":
            begin -= 1
    PyBuffer_Release(&view)
    return begin

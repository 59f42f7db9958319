# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, cdivision=True
# cython: freethreading_compatible=True, embedsignature.format=clinic

"""Parses the rows of an Arrow column, compiled: what ``_rows_py`` does, without the GIL.

``_rows.h`` holds the loop; this module borrows the buffers and makes those of the result.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytearray cimport (
    PyByteArray_AS_STRING,
    PyByteArray_FromStringAndSize,
    PyByteArray_Resize,
)
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc
from libc.stdint cimport INT32_MAX, int32_t, int64_t, uint16_t
from libc.string cimport memset


cdef extern from "_rows.h" nogil:
    enum:
        ROWS_NEAR
        ROWS_KINDS
        ROWS_KIND_MAX
        SIP_STATUSLINE_LENGTH_MAX

    enum rows_layout:
        ROWS_INT32
        ROWS_INT64
        ROWS_VIEWS

    enum rows_progress:
        ROWS_DONE
        ROWS_NO_ROOM
        ROWS_OUTSIDE

    ctypedef struct rows_buffer_t:
        const unsigned char *octets
        int64_t size

    ctypedef struct rows_view_t:
        pass

    ctypedef struct rows_t:
        rows_layout layout
        int64_t at
        int64_t stop
        const unsigned char *validity
        const void *positions
        const rows_buffer_t *buffers
        int64_t buffer_count
        unsigned int leniency
        int64_t row
        uint16_t *status_code
        int32_t *major
        int32_t *minor
        int32_t *reason_offset
        unsigned char *reason
        int64_t room
        unsigned char *valid
        unsigned char *error
        int64_t nulls
        int64_t *kinds

    void rows_large_pages(void *memory, size_t size)
    rows_progress rows_parse(rows_t *rows)
    int64_t rows_error_length(const rows_t *rows)
    void rows_name_errors(
        const rows_t *rows, char *octets, int32_t *offset, unsigned char *valid
    )


cdef enum:
    PHRASE = 16  # octets of a phrase for which there is room at first

TOO_LARGE = "the column is too large for one batch (2 GiB of phrases): parse it in parts"


def parse(parts, Py_ssize_t count, unsigned int leniency):
    """Parse the rows of all parts, of which there are so many; ``_rows_py`` documents it."""
    cdef rows_t rows
    status_code = new_bytes(count * sizeof(uint16_t))
    version = bytes(2 * count * sizeof(int32_t))
    reason_offset = new_bytes((count + 1) * sizeof(int32_t))
    valid = new_bytes((count + 7) // 8)
    error = bytes(count)
    rows.leniency = leniency
    rows.row = rows.nulls = 0
    memset(rows.kinds, 0, ROWS_KINDS * sizeof(int64_t))
    rows.status_code = <uint16_t *>PyBytes_AS_STRING(status_code)
    rows.major = <int32_t *>PyBytes_AS_STRING(version)
    rows.minor = rows.major + count
    rows.reason_offset = <int32_t *>PyBytes_AS_STRING(reason_offset)
    rows.reason_offset[0] = 0
    rows.valid = <unsigned char *>PyBytes_AS_STRING(valid)
    memset(rows.valid, 0xFF, (count + 7) // 8)
    rows.error = <unsigned char *>PyBytes_AS_STRING(error)
    rows.room = min(PHRASE * count, INT32_MAX)
    reason = PyByteArray_FromStringAndSize(NULL, rows.room + ROWS_NEAR)
    rows_large_pages(PyByteArray_AS_STRING(reason), rows.room)
    rows_large_pages(rows.major, count * sizeof(int32_t))
    for part in parts:
        if part[1] < 0 or not 0 <= part[2] <= count - rows.row:
            raise ValueError(f"offset {part[1]} or length {part[2]} of the column is wrong")
        parse_part(&rows, part, reason)
    if rows.row != count:
        raise ValueError("the parts have another number of rows")
    PyByteArray_Resize(reason, rows.reason_offset[count])
    errors = named_errors(&rows)
    return rows.nulls, valid, status_code, version, reason_offset, reason, *errors


cdef bytes new_bytes(Py_ssize_t size):
    """Octets to be written to."""
    octets = PyBytes_FromStringAndSize(NULL, size)
    rows_large_pages(PyBytes_AS_STRING(octets), size)
    return octets


cdef int parse_part(rows_t *rows, part, bytearray reason) except -1:
    """Parse the rows of one part; the phrases get more room when they need it."""
    cdef Py_ssize_t borrowed = 0, width, index
    cdef Py_buffer *views = NULL
    cdef rows_buffer_t *buffers = NULL
    cdef rows_progress progress = ROWS_NO_ROOM
    layout, rows.at, length, validity, positions, octets = part
    rows.stop = rows.at + length
    rows.layout = <rows_layout>"iqv".index(layout)
    rows.buffer_count = len(octets)
    width = (sizeof(int32_t), sizeof(int64_t), sizeof(rows_view_t))[rows.layout]
    try:
        views = <Py_buffer *>PyMem_RawMalloc((rows.buffer_count + 2) * sizeof(Py_buffer))
        buffers = <rows_buffer_t *>PyMem_RawMalloc((rows.buffer_count + 1) * sizeof(rows_buffer_t))
        if views is NULL or buffers is NULL:
            raise MemoryError
        for buffer in (positions, b"" if validity is None else validity, *octets):
            PyObject_GetBuffer(buffer, &views[borrowed], PyBUF_SIMPLE)
            borrowed += 1
        rows.positions = views[0].buf
        rows.validity = NULL
        if validity is not None:
            rows.validity = <const unsigned char *>views[1].buf
        rows.buffers = buffers
        for index in range(rows.buffer_count):
            buffers[index].size = views[index + 2].len
            buffers[index].octets = <const unsigned char *>views[index + 2].buf
            if buffers[index].octets is NULL:
                buffers[index].octets = b""
        if length and views[0].len // width - (rows.layout != ROWS_VIEWS) < rows.stop or (
            validity is not None and views[1].len * 8 < rows.stop
        ):
            raise ValueError("a buffer of the column is too short for its rows")
        while progress == ROWS_NO_ROOM:
            rows.reason = <unsigned char *>PyByteArray_AS_STRING(reason)
            with nogil:
                progress = rows_parse(rows)
            if progress == ROWS_NO_ROOM:
                if rows.room == INT32_MAX:
                    raise OverflowError(TOO_LARGE)
                rows.room = min(2 * rows.room + SIP_STATUSLINE_LENGTH_MAX, INT32_MAX)
                PyByteArray_Resize(reason, rows.room + ROWS_NEAR)
    finally:
        while borrowed:
            borrowed -= 1
            PyBuffer_Release(&views[borrowed])
        PyMem_RawFree(views)
        PyMem_RawFree(buffers)
    if progress == ROWS_OUTSIDE:
        raise ValueError(f"row {rows.row} of the column is not within its buffers")
    return 0


cdef tuple named_errors(const rows_t *rows):
    """How many rows have no error; validity, offsets and octets of the names of the errors."""
    cdef Py_ssize_t count = rows.row
    cdef int64_t length = rows_error_length(rows), errors = 0
    cdef int kind
    for kind in range(ROWS_KINDS):
        errors += rows.kinds[kind]
    valid, offset, octets = bytes((count + 7) // 8), bytes((count + 1) * sizeof(int32_t)), b""
    if length > INT32_MAX:
        raise OverflowError(TOO_LARGE)
    if not length:
        return count, valid, offset, octets
    octets = new_bytes(length + ROWS_KIND_MAX)
    cdef char *written = PyBytes_AS_STRING(octets)
    cdef int32_t *ends = <int32_t *>PyBytes_AS_STRING(offset)
    cdef unsigned char *bits = <unsigned char *>PyBytes_AS_STRING(valid)
    with nogil:
        rows_name_errors(rows, written, ends, bits)
    return count - errors, valid, offset, memoryview(octets)[:length]

"""Arrow columns made by hand, which say what they like and count how often they are released.

The structures are those of the Arrow C data and stream interfaces, with the names that they have
there.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype = ctypes.py_object
_new_capsule.argtypes = [c_void_p, c_char_p, c_void_p]
_Destructor = CFUNCTYPE(None, c_void_p)


class ArrowSchema(Structure):
    pass


class ArrowArray(Structure):
    pass


class ArrowArrayStream(Structure):
    pass


_ReleaseSchema = CFUNCTYPE(None, POINTER(ArrowSchema))
_ReleaseArray = CFUNCTYPE(None, POINTER(ArrowArray))
_ReleaseStream = CFUNCTYPE(None, POINTER(ArrowArrayStream))
_GetSchema = CFUNCTYPE(c_int, POINTER(ArrowArrayStream), POINTER(ArrowSchema))
_GetNext = CFUNCTYPE(c_int, POINTER(ArrowArrayStream), POINTER(ArrowArray))
_GetError = CFUNCTYPE(c_void_p, POINTER(ArrowArrayStream))

ArrowSchema._fields_ = [
    ("format", c_char_p),
    ("name", c_char_p),
    ("metadata", c_char_p),
    ("flags", c_int64),
    ("n_children", c_int64),
    ("children", c_void_p),
    ("dictionary", c_void_p),
    ("release", _ReleaseSchema),
    ("private_data", c_void_p),
]
ArrowArray._fields_ = [
    ("length", c_int64),
    ("null_count", c_int64),
    ("offset", c_int64),
    ("n_buffers", c_int64),
    ("n_children", c_int64),
    ("buffers", POINTER(c_void_p)),
    ("children", c_void_p),
    ("dictionary", c_void_p),
    ("release", _ReleaseArray),
    ("private_data", c_void_p),
]
ArrowArrayStream._fields_ = [
    ("get_schema", _GetSchema),
    ("get_next", _GetNext),
    ("get_last_error", _GetError),
    ("release", _ReleaseStream),
    ("private_data", c_void_p),
]


class Array:
    """An object that hands out an array."""

    def __init__(self, producer: Producer) -> None:
        self._producer = producer

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        producer = self._producer
        schema, array = producer.new_schema(), producer.new_array()
        return producer.capsule(schema, b"arrow_schema"), producer.capsule(array, b"arrow_array")


class Stream:
    """An object that hands out a stream."""

    def __init__(self, producer: Producer) -> None:
        self._producer = producer

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._producer.capsule(self._producer.new_stream(), b"arrow_array_stream")


class Producer:
    """A column whose structures hold just what is given here."""

    _alive: ClassVar[list[object]] = []  # a callback may come after everybody else has gone

    def __init__(
        self,
        form: str,
        length: int,
        offset: int,
        buffers: Sequence[bytes | None],
        *,
        chunks: int = 1,
        fails: int = 0,
    ) -> None:
        self.made: Counter[str] = Counter()
        self.released: Counter[str] = Counter()
        self._form = form.encode()
        self._length = length
        self._offset = offset
        self._buffers = buffers
        self._pointers = (c_void_p * max(1, len(buffers)))(
            *(
                None if octets is None else ctypes.cast(c_char_p(octets), c_void_p)
                for octets in buffers
            )
        )
        self._chunks = chunks
        self._fails = fails
        self._alive.append(self)

    def new_schema(self) -> ArrowSchema:
        release = self._release("schema", _ReleaseSchema)
        return ArrowSchema(format=self._form, flags=2, release=release)

    def new_array(self) -> ArrowArray:
        return ArrowArray(
            length=self._length,
            offset=self._offset,
            n_buffers=len(self._buffers),
            buffers=self._pointers,
            release=self._release("array", _ReleaseArray),
        )

    def new_stream(self) -> ArrowArrayStream:
        return ArrowArrayStream(
            get_schema=self._kept(_GetSchema(self._get_schema)),
            get_next=self._kept(_GetNext(self._get_next)),
            get_last_error=self._kept(_GetError(lambda _: None)),
            release=self._release("stream", _ReleaseStream),
        )

    def capsule(self, structure: Any, name: bytes) -> object:
        """The structure in a capsule, which releases it at its end if nobody has done so."""

        def destroy(_: int) -> None:
            if structure.release:
                structure.release(ctypes.byref(structure))

        self._alive.append(structure)
        destructor = self._kept(_Destructor(destroy))
        capsule: object = _new_capsule(ctypes.addressof(structure), name, destructor)
        return capsule

    def _kept(self, callback: Any) -> Any:
        self._alive.append(callback)
        return callback

    def _release(self, name: str, kind: Any) -> Any:
        def release(structure: Any) -> None:
            self.released[name] += 1
            structure.contents.release = kind()

        self.made[name] += 1
        return self._kept(kind(release))

    def _get_schema(self, _: Any, schema: Any) -> int:
        ctypes.memmove(schema, ctypes.byref(self.new_schema()), ctypes.sizeof(ArrowSchema))
        return 0

    def _get_next(self, _: Any, array: Any) -> int:
        if self._fails:
            return self._fails
        following = self.new_array() if self._chunks else ArrowArray()  # not released: the end
        self._chunks -= 1
        ctypes.memmove(array, ctypes.byref(following), ctypes.sizeof(ArrowArray))
        return 0

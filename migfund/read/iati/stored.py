"""Tables in a temporary file until DataFrames are made of them, column by column.

A small table stays in memory. The columns of a large one stand in a file that the operating system
maps into memory: what is not looked at takes none, and a table may be larger than the memory. The
file has no name, and is gone with the last of its columns.
"""

import mmap
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from migfund.schema import TEXT

__all__ = ["Stored", "as_frame"]

_IN_MEMORY = 8_000_000
"""Bytes of a table that are kept in memory."""
_CHUNK = 8_000_000
"""Bytes of texts that become one chunk: many small ones are slow to work with."""
_NOTHING = pd.CategoricalDtype(pd.Index([], dtype=TEXT))

_Span = tuple[int, int]


class Stored:
    """A table in batches, whose columns can be read and replaced batch by batch."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self.is_large = False
        self._file: IO[bytes] | None = None
        self._size = 0
        self._rows: list[int] = []
        self._columns: list[dict[str, Any]] = []  # the columns, or where they stand in the file

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def __len__(self) -> int:
        """Return the number of batches."""
        return len(self._rows)

    def add(self, batch: pa.Table) -> None:
        """Add a batch."""
        self._rows.append(len(batch))
        self._columns.append({})
        for name, column in zip(batch.column_names, batch.columns, strict=True):
            if column.null_count < len(column):
                self.put(len(self) - 1, name, column.combine_chunks())

    def put(self, at: int, name: str, column: pa.Array) -> None:
        """Put another column into a batch."""
        if self._file is not None:
            self._columns[at][name] = _append(self._file, column)
            return
        self._columns[at][name] = column
        self._size += column.nbytes
        if self._size > _IN_MEMORY:
            self.is_large = True
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - see close
            for columns in self._columns:
                for name in columns:
                    columns[name] = _append(self._file, columns[name])

    def get(self, at: int, name: str) -> pa.Array:
        """Return a column of a batch."""
        column = self._columns[at].get(name)
        if column is None:
            return pa.nulls(self._rows[at], self.schema.field(name).type)
        if self._file is None:
            return column
        begin, end = column
        self._file.seek(begin)
        return _column_in(pa.py_buffer(self._file.read(end - begin))).chunk(0)

    def chunks(self, name: str) -> Iterator[pa.Array]:
        """Return a column batch by batch."""
        return (self.get(at, name) for at in range(len(self)))

    def has(self, name: str) -> bool:
        """Tell whether a column has any value."""
        return any(name in columns for columns in self._columns)

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        """Return a whole column."""
        return pa.chunked_array(self.chunks(name), self.schema.field(name).type)


def as_frame(table: Stored) -> pd.DataFrame:
    """Return a table with the dtypes of its columns, its texts as Arrow has them."""
    if not table.is_large:
        columns = {name: _as_array(table[name]) for name in table.schema.names}
        return pd.DataFrame(columns, copy=False)
    pa.default_memory_pool().release_unused()  # by itself it keeps what it is given back
    with tempfile.TemporaryFile() as file:
        later = {name: _written(table, name, file) for name in table.schema.names}
        file.flush()
        memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    return pd.DataFrame({name: array(memory) for name, array in later.items()}, copy=False)


def _append(file: IO[bytes], column: pa.Array) -> _Span:
    """Write a column at the end of a file, and return where it stands."""
    begin = file.seek(0, 2)
    batch = pa.record_batch([column], [""])
    with pa.ipc.new_stream(file, batch.schema) as stream:
        stream.write_batch(batch)
    return begin, file.tell()


def _column_in(data: pa.Buffer) -> pa.ChunkedArray:
    with pa.ipc.open_stream(data, memory_pool=pa.system_memory_pool()) as stream:
        return stream.read_all()[0]


def _written(table: Stored, name: str, file: IO[bytes]) -> Callable[[mmap.mmap], Any]:
    """Write a column into a file; return a function that makes it from the mapped file."""
    kind = table.schema.field(name).type
    begin = file.seek(0, 2)
    if pa.types.is_large_string(kind) or pa.types.is_list(kind):
        spans = [_append(file, chunk) for chunk in _large_chunks(table.chunks(name))]

        def texts(memory: mmap.mmap) -> Any:
            data = pa.py_buffer(memory)
            chunks = [chunk for start, end in spans for chunk in _column_in(data[start:end]).chunks]
            return _as_array(pa.chunked_array(chunks, kind), joined=True)

        return texts
    values = _as_array(table[name])
    codes = values.codes if isinstance(values, pd.Categorical) else values
    if not isinstance(codes, np.ndarray):  # flags, which have two arrays of bytes
        return lambda _: values
    file.write(codes.view(np.uint8).data)
    file.write(bytes(-codes.nbytes % 64))
    size, number = codes.dtype, len(codes)

    def numbers(memory: mmap.mmap) -> Any:
        found = np.frombuffer(memory, size, number, begin)
        if isinstance(values, pd.Categorical):
            return pd.Categorical.from_codes(found, dtype=values.dtype, validate=False)
        return found

    return numbers


def _large_chunks(chunks: Iterable[pa.Array]) -> Iterator[pa.Array]:
    """Put chunks together to large ones."""
    some: list[pa.Array] = []
    size = 0
    for chunk in chunks:
        some.append(chunk)
        size += chunk.nbytes
        if size > _CHUNK:
            yield pa.concat_arrays(some, memory_pool=pa.system_memory_pool())
            some, size = [], 0
    if some:
        yield pa.concat_arrays(some, memory_pool=pa.system_memory_pool())


def _as_array(column: pa.ChunkedArray, *, joined: bool = False) -> Any:
    """Return a column as pandas has it; its texts in one chunk if they are not joined yet."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _as_categories(column)
    if not joined:
        column = pa.chunked_array([pa.concat_arrays(column.chunks)] if column.chunks else [], kind)
    if pa.types.is_large_string(kind):
        return _from_arrow(TEXT, column)
    if pa.types.is_boolean(kind):
        return _from_arrow(pd.BooleanDtype(), column)
    if pa.types.is_list(kind):
        return _from_arrow(pd.ArrowDtype(kind), column)
    values = column.to_numpy()
    return values if values.flags.writeable else values.copy()  # the caller may change it


def _as_categories(column: pa.ChunkedArray) -> pd.Categorical:
    if column.null_count == len(column):
        return pd.Categorical.from_codes(np.full(len(column), -1, np.int8), dtype=_NOTHING)
    column = column.unify_dictionaries()
    names = column.chunk(0).dictionary
    small = np.min_scalar_type(-len(names))
    codes = [chunk.indices.fill_null(-1).to_numpy().astype(small) for chunk in column.chunks]
    categories = pd.CategoricalDtype(pd.Index(_from_arrow(TEXT, names), copy=False))
    return pd.Categorical.from_codes(np.concatenate(codes), dtype=categories)


def _from_arrow(dtype: Any, values: Any) -> Any:
    return dtype.__from_arrow__(values)

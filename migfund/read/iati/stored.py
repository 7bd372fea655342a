"""Tables kept as compressed batches until a DataFrame is made of them, column by column.

So no long table stands in memory twice, and what one process has read costs another little.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from migfund.schema import TEXT

__all__ = ["Packed", "Stored", "as_frame", "pack"]

_NOTHING = pd.CategoricalDtype(pd.Index([], dtype=TEXT))


class Packed(NamedTuple):
    """Some rows: how many, and each column as a compressed stream of Arrow's, if it has values."""

    rows: int
    columns: dict[str, bytes]


def pack(table: pa.Table) -> Packed:
    """Return a table in a tenth of its size."""
    options = pa.ipc.IpcWriteOptions(compression="zstd", use_threads=False)
    columns = {}
    for name in table.schema.names:
        column = table.select([name])
        if column[0].null_count < len(column):
            sink = pa.BufferOutputStream(pa.system_memory_pool())
            with pa.ipc.new_stream(sink, column.schema, options=options) as stream:
                stream.write_table(column)
            columns[name] = sink.getvalue().to_pybytes()
    return Packed(len(table), columns)


class Stored:
    """A table in batches, as `pack` returns them, and the types of its columns."""

    def __init__(self, schema: pa.Schema, batches: list[Packed]) -> None:
        self.schema = schema
        self._batches = batches

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        """Return a column, a chunk a batch."""
        kind = self.schema.field(name).type
        options = pa.ipc.IpcReadOptions(use_threads=False)
        pool = pa.system_memory_pool()  # the default one keeps what it is given back
        chunks: list[Any] = []
        for rows, columns in self._batches:
            if name not in columns:
                chunks.append(pa.nulls(rows, kind, pool))
                continue
            with pa.ipc.open_stream(columns[name], options=options, memory_pool=pool) as stream:
                chunks += stream.read_all()[0].chunks
        return pa.chunked_array(chunks, kind)


def as_frame(table: Stored, column: Callable[[str], pa.ChunkedArray]) -> pd.DataFrame:
    """Return a table with the dtypes of its columns, its texts as Arrow has them."""
    columns = {name: _as_array(column(name)) for name in table.schema.names}
    return pd.DataFrame(columns, copy=False)


def _as_array(column: pa.ChunkedArray) -> Any:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _as_categories(column)
    if column.num_chunks > 1:
        one = pa.concat_arrays(column.chunks, memory_pool=pa.system_memory_pool())
        column = pa.chunked_array([one])
    if pa.types.is_large_string(kind):
        return _from_arrow(TEXT, column)
    if pa.types.is_boolean(kind):
        return _from_arrow(pd.BooleanDtype(), column)
    if pa.types.is_list(kind):
        return _from_arrow(pd.ArrowDtype(kind), column)
    return column.to_numpy()


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

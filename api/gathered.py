"""A condition by ids that are gathered first, once, from another table: it may stand beside others in an ``OR``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel.sql.expression import SelectOfScalar


class Gathered(FunctionElement[bool]):
    """``column IN (query)``; to PostgreSQL as an array.

    An ``IN`` over a query that stands in an ``OR`` keeps PostgreSQL from every index: it reads the whole table. By an
    array it looks up the rows, as it does for the other sides of the ``OR``.
    """

    name = "gathered"
    inherit_cache = True
    type = Boolean()

    def __init__(self, column: Any, query: SelectOfScalar[int]) -> None:
        super().__init__(column, query.scalar_subquery())


def _sides(element: Gathered, compiler: SQLCompiler, given: dict[str, Any]) -> list[str]:
    return [compiler.process(one, **given) for one in element.clauses]


@compiles(Gathered)
def _in_query(element: Gathered, compiler: SQLCompiler, **given: Any) -> str:
    column, query = _sides(element, compiler, given)
    return f"({column} IN {query})"


@compiles(Gathered, "postgresql")
def _in_array(element: Gathered, compiler: SQLCompiler, **given: Any) -> str:
    column, query = _sides(element, compiler, given)
    return f"({column} = ANY (ARRAY{query}))"

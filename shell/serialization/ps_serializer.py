"""[System.Management.Automation.PSSerializer]: CLIXML for scripts."""
from __future__ import annotations

from typing import Any

from shell.clr.exceptions import ArgumentException, ArgumentNullException
from shell.clr.typeinfo import NetType
from shell.serialization.clixml_read import deserialize, deserialize_all
from shell.serialization.clixml_write import DEFAULT_DEPTH, serialize

Value = Any
PS_SERIALIZER = NetType("System.Management.Automation.PSSerializer")


@PS_SERIALIZER.static("string Serialize(System.Object source)", "string Serialize(System.Object source, int depth)")
def _serialize(source: Value, depth: int = DEFAULT_DEPTH) -> str:
    if depth < 1:
        raise ArgumentException("Value of depth parameter must be greater than or equal to 1.")
    return serialize(source, depth)


@PS_SERIALIZER.static("System.Object Deserialize(string source)")
def _deserialize(source: str) -> Value:
    if not source:
        raise ArgumentNullException("Value cannot be null. (Parameter 'source')")
    return deserialize(source)


@PS_SERIALIZER.static("System.Object[] DeserializeAsList(string source)")
def _deserialize_as_list(source: str) -> Value:
    return deserialize_all(source)

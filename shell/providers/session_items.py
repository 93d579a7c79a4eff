"""The providers of session state: Environment, Variable, Function, Alias.  Flat lists of named items, no wildcards on disk, no folders."""
from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any, Optional

from shell.clr.dictionaries import DictionaryEntry
from shell.clr.exceptions import ArgumentException
from shell.objects.enumeration import as_list
from shell.objects.text import to_display, to_string
from shell.providers.provider import Provider

Value = Any


class FlatProvider(Provider):
    """Items without folders: provider path is the item's name, '' the container of all."""

    def names(self) -> Iterable[str]:
        raise NotImplementedError

    def find(self, name: str) -> Optional[str]:
        """The stored spelling of a name, None when there is no such item."""
        folded = name.lower()
        return next((n for n in self.names() if n.lower() == folded), None)

    def exists(self, path: str) -> bool:
        return path == "" or self.find(path) is not None

    def children(self, path: str, force: bool = False) -> Iterable[str]:
        from shell.clr.collation import culture_key
        return sorted(self.names(), key=culture_key)

    def value_of(self, name: str) -> Value:
        raise NotImplementedError

    def variable_content(self, path: str) -> Optional[Value]:
        return self.value_of(path) if self.find(path) is not None else None

    def read_content(self, path: str) -> Iterator[Value]:
        yield self.value_of(path)

    def write_content(self, path: str, values: list[Value], append: bool) -> None:
        if append:
            self.unsupported()
        self.set_item(path, values[0] if len(values) == 1 else values)

    def new_item(self, path: str, item_type: str, value: Value, force: bool) -> Value:
        if not force and self.find(path) is not None:
            raise ArgumentException(f"The item at path '{path}' already exists.", error_id="Argument", category="InvalidArgument", target=path)
        return self.set_item(path, value)

    def rename(self, path: str, new_name: str, force: bool = False) -> Value:
        value = self.value_of(path)
        self.remove(path)
        return self.set_item(new_name, value)

    def copy(self, path: str, destination: str, recurse: bool = False, force: bool = False) -> Value:
        return self.set_item(destination, self.value_of(path))


class EnvironmentProvider(FlatProvider):
    """Names are case-sensitive, values strings."""

    name = "Environment"
    item_word = "Environment Variable"

    def names(self) -> Iterable[str]:
        return os.environ.keys()

    def find(self, name: str) -> Optional[str]:
        return name if name in os.environ else None

    def value_of(self, name: str) -> Value:
        return os.environ.get(name)

    def item(self, path: str, force: bool = False, drive: Any = None) -> Value:
        return DictionaryEntry(path, os.environ[path])

    def set_item(self, path: str, value: Value) -> Value:
        if value is None:
            os.environ.pop(path, None)
            return None
        if "=" in path:
            raise ArgumentException("Environment variable name cannot contain equal character. (Parameter 'variable')", error_id="SetEnvironmentVariable",
                                    category="InvalidArgument", target=path)
        os.environ[path] = to_string(value) if isinstance(value, list) else to_display(value)
        return DictionaryEntry(path, os.environ[path])

    def clear_item(self, path: str) -> None:
        os.environ.pop(path, None)

    def remove(self, path: str, recurse: bool = False, force: bool = False) -> None:
        os.environ.pop(path, None)


class VariableProvider(FlatProvider):
    name = "Variable"
    item_word = "Variable"

    def names(self) -> Iterable[str]:
        return [e.name for e in self.ctx.variables.all()]

    def value_of(self, name: str) -> Value:
        return self.ctx.get_variable(name)

    def item(self, path: str, force: bool = False, drive: Any = None) -> Value:
        return self.ctx.variables.get_entry(path)

    def set_item(self, path: str, value: Value) -> Value:
        self.ctx.set_variable(path, value)
        return self.ctx.variables.get_entry(path)

    def clear_item(self, path: str) -> None:
        self.ctx.set_variable(path, None)

    def remove(self, path: str, recurse: bool = False, force: bool = False) -> None:
        self.ctx.variables.remove(path, force=force)


class FunctionProvider(FlatProvider):
    name = "Function"
    item_word = "Function"

    def names(self) -> Iterable[str]:
        return [f.name for f in self.ctx.functions.all()]

    def value_of(self, name: str) -> Value:
        found = self.ctx.find_function(name)
        return None if found is None else found.script_block

    def item(self, path: str, force: bool = False, drive: Any = None) -> Value:
        return self.ctx.find_function(path)

    def set_item(self, path: str, value: Value) -> Value:
        block = value if value.__class__.__name__ == "ScriptBlock" else self.ctx.compile(to_string(value))
        return self.ctx.functions.define(path, block)

    def clear_item(self, path: str) -> None:
        self.ctx.functions.define(path, self.ctx.compile(""))

    def remove(self, path: str, recurse: bool = False, force: bool = False) -> None:
        self.ctx.functions.remove(path)

    def write_content(self, path: str, values: list[Value], append: bool) -> None:
        lines = [v for item in values for v in as_list(item)]
        self.set_item(path, lines[0] if len(lines) == 1 else "\n".join(map(to_string, lines)))


class AliasProvider(FlatProvider):
    name = "Alias"
    item_word = "Alias"

    def names(self) -> Iterable[str]:
        return [a.name for a in self.ctx.aliases.all()]

    def value_of(self, name: str) -> Value:
        found = self.ctx.find_alias(name)
        return None if found is None else found.target

    def item(self, path: str, force: bool = False, drive: Any = None) -> Value:
        return self.ctx.find_alias(path)

    def set_item(self, path: str, value: Value) -> Value:
        return self.ctx.aliases.define(path, to_string(value))

    def remove(self, path: str, recurse: bool = False, force: bool = False) -> None:
        self.ctx.aliases.remove(path)

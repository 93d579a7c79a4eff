"""Every name of the index leads to a type, and every signature declared can be read."""
from __future__ import annotations

from importlib import import_module

import pytest

from shell.clr import index  # noqa: F401
from shell.clr.index_b import CLASSES_B, LAZY_B
from shell.clr.typeinfo import BY_CLASS, REGISTRY, NetType, lookup


@pytest.mark.parametrize("module", sorted(set(LAZY_B.values())))
def test_names_register(module: str) -> None:
    import_module(module)
    missing = [name for name, where in LAZY_B.items() if where == module and name not in REGISTRY and lookup(name) is None]
    assert missing == []


@pytest.mark.parametrize("qualified", sorted(CLASSES_B))
def test_classes_have_types(qualified: str) -> None:
    import_module(CLASSES_B[qualified])
    module, _, name = qualified.rpartition(".")
    assert getattr(import_module(module), name) in BY_CLASS


@pytest.mark.parametrize("module", sorted(set(LAZY_B.values())))
def test_signatures_parse(module: str) -> None:
    import_module(module)
    types: set[NetType] = {REGISTRY[n] for n, where in LAZY_B.items() if where == module}
    for t in types:
        overloads = [o for table in (t.methods, t.static_methods) for m in table.values() for o in m.overloads] + t.constructors
        for o in overloads:
            assert o.params is not None, o.signature
            assert all(" " not in p.name and p.name for p in o.params), o.signature

"""The inventory's cmdlets and parameters are there, and what is not is explained."""
from __future__ import annotations

import pytest

from shell.commands.declarations import raw
from tests.commands.inventory_coverage import inventory, measure


def test_coverage_and_reasons() -> None:
    c = measure()
    print(f"cmdlets {c.cmdlets_there} of {c.cmdlets}, parameters {c.parameters_there} of {c.parameters}")
    assert c.cmdlets_there / c.cmdlets >= 0.95
    assert c.parameters_there / c.parameters >= 0.95
    assert not c.unexplained, "no reason is given for: " + ", ".join(c.unexplained)


@pytest.mark.parametrize("name", sorted(inventory()))
def test_every_recorded_parameter_is_declared(name: str) -> None:
    declared = raw(name)
    if declared is not None:
        there = {p["name"] for p in declared["parameters"]}
        assert there >= set(inventory()[name]), name

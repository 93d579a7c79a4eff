"""Names that generated code uses as if they were Python builtins: operators, output, variables, commands, errors."""
from __future__ import annotations

from typing import Any

from shell.clr import culture_info
from shell.clr.arrays import TypedArray
from shell.clr.dictionaries import Hashtable
from shell.clr.lists import ArrayList, GenericList
from shell.compiler.unit import INTRINSICS
from shell.objects import arithmetic, arithmetic_bits, comparison, conversion, indexing, members, operators, operators_regex
from shell.objects.psobject import MISSING, PSCustomObject
from shell.runtime import (
    assignment,
    class_support,
    debugging,
    definitions,
    errors,
    evaluation,
    flow,
    iteration,
    pipeline,
    qualified,
    quick_operators,
    switching,
    traps,
)
from shell.runtime.pipes import pipe, run_list, run_value
from shell.runtime.scopes import Scope
from shell.runtime.scriptblock import ScriptBlock

Value = Any

for _module in (arithmetic, arithmetic_bits, comparison, operators, operators_regex):
    for _name, _value in vars(_module).items():
        if callable(_value) and not _name.startswith("_") and (_name.startswith(("op_", "bit_", "shift_")) or _name in (
                "add", "subtract", "multiply", "divide", "modulo", "negate", "plus", "increment", "decrement", "range_", "unary_split")):
            INTRINSICS[_name] = _value

INTRINSICS.update({
    # classes
    "ATOMS": pipeline.ATOMS, "NUMBERS": frozenset((int, float)), "TEXTUAL": frozenset((str, int)), "MISSING": MISSING, "VOID": evaluation.VOID,
    "SEQUENCES": frozenset((list, TypedArray, ArrayList, GenericList)), "STORABLE": frozenset((list, TypedArray)),
    "LISTS": evaluation.LISTS, "PSCustomObject": PSCustomObject, "Hashtable": Hashtable, "Scope": Scope, "ScriptBlock": ScriptBlock,
    # values
    "to_bool": conversion.to_bool, "to_int": evaluation.to_int, "to_double": conversion.to_double, "convert": conversion.convert,
    "text": evaluation.text, "hashtable": evaluation.hashtable, "ordered": evaluation.ordered, "custom": evaluation.custom, "to_custom": evaluation.to_custom,
    "array_of": evaluation.array_of, "nothing": evaluation.nothing, "join_": evaluation.join_, "format_": quick_operators.format_, "CULTURES": culture_info.chosen_cultures,
    "replace_": quick_operators.replace_, "match_": quick_operators.match_, "notmatch_": evaluation.notmatch_, "spread": evaluation.spread,
    "default_value": evaluation.default_value, "zero_if_none": evaluation.zero_if_none, "method_name": evaluation.method_name,
    # members and elements
    "getp": members.get_property, "set_property": members.set_property, "set_parameterized": members.set_parameterized, "get_static": members.get_static, "set_static": members.set_static,
    "invoke_method": members.invoke_method, "invoke_static": members.invoke_static, "new_instance": members.new_instance,
    "pscmdlet": evaluation.pscmdlet, "nothing_for": evaluation.nothing_for, "add_output": evaluation.add_output, "get_index": indexing.get_index, "get_by_key": indexing.get_by_key, "set_index": indexing.set_index, "collection_call": evaluation.collection_call,
    "generic_call": evaluation.generic_call, "generic_static": evaluation.generic_static, "call_base": class_support.call_base,
    "small_integers": evaluation.small_integers, "int_append": evaluation.int_append, "storable": evaluation.storable, "wide": evaluation.wide, "void_of": evaluation.void_of, "GenericList": GenericList, "call_as": class_support.call_as, "method_frame": class_support.method_frame, "method_failed": class_support.method_failed,
    "run_default_base": class_support.run_default_base, "own": assignment.own, "strict_parens": evaluation.strict_parens,
    # variables
    "setv": assignment.setv, "step_variable": assignment.step_variable, "assign_scoped": assignment.assign_scoped, "assign_typed": assignment.assign_typed,
    "reference": assignment.reference, "value_reference": assignment.value_reference, "scoped": qualified.scoped, "using": qualified.using,
    "env_get": qualified.env_get, "env_set": qualified.env_set, "drive_get": qualified.drive_get, "drive_set": qualified.drive_set,
    "restore_under": assignment.restore_under, "enter_catch": assignment.enter_catch,
    # output and commands
    "put": pipeline.put, "put_output": pipeline.put_output, "collapse": pipeline.collapse, "items_of": pipeline.items_of,
    "items_of_output": pipeline.items_of_output, "items_of_call": pipeline.items_of_call, "items_of_variable": pipeline.items_of_variable,
    "drop": assignment.drop, "pipe": pipe, "run_list": run_list, "run_value": run_value, "background": definitions.background,
    "define_function": definitions.define_function, "define_types": definitions.define_types, "exit_script": definitions.exit_script,
    # iteration
    "each": iteration.each, "lazy_range": iteration.lazy_range, "foreach_enumerator": iteration.foreach_enumerator, "switch_items": switching.switch_items,
    "switch_file": switching.switch_file, "switch_equals": switching.switch_equals, "switch_wildcard": switching.switch_wildcard,
    "switch_regex": switching.switch_regex, "switch_block": switching.switch_block,
    # debugging
    "debug_step": debugging.step, "debug_assigned": debugging.assigned,
    # errors and jumps
    "fail": errors.fail, "throw": errors.throw, "rethrow": errors.rethrow, "caught": errors.caught, "catches": errors.catches, "shown": errors.shown,
    "run_traps": traps.run_traps, "LoopJump": flow.LoopJump, "BreakJump": flow.BreakJump, "ContinueJump": flow.ContinueJump,
    "ReturnJump": flow.ReturnJump, "MethodReturn": flow.MethodReturn,
})

"""Write-Error: makes an ErrorRecord from a message, an exception or a record and reports it."""
from __future__ import annotations

from typing import Any

from shell.clr.exceptions import NetException, define_exception
from shell.objects.psobject import base_of
from shell.objects.records import ErrorDetails, ErrorRecord
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any
WriteErrorException = define_exception("Microsoft.PowerShell.Commands.WriteErrorException")


class WriteError(Cmdlet):
    name = "Write-Error"
    net_class = "Microsoft.PowerShell.Commands.WriteErrorCommand"
    synopsis = "Reports a non-terminating error."
    examples = (("Report an error", "Write-Error 'cannot reach the server' -Category ConnectionError"),)

    Message: Value = None
    Exception: Value = None
    ErrorRecord: Value = None
    ErrorId: str = ""
    Category: Value = None
    TargetObject: Value = None
    RecommendedAction: str = ""
    CategoryActivity: str = ""
    CategoryReason: str = ""
    CategoryTargetName: str = ""
    CategoryTargetType: str = ""

    def process(self) -> None:
        record = self._given_record() if self.ErrorRecord is not None else self._new_record()
        info = record.category_info
        info.activity = self.CategoryActivity or info.activity
        info.reason = self.CategoryReason or info.reason
        info.target_name = self.CategoryTargetName or info.target_name
        info.target_type = self.CategoryTargetType or info.target_type
        if self.RecommendedAction:
            record.details = ErrorDetails(record.message, self.RecommendedAction)
        self.ctx.attribute_write_error(record, self.invocation, self.runtime.preference("Error") == "Stop")
        self.write_error(record)

    def _given_record(self) -> ErrorRecord:
        old: ErrorRecord = base_of(self.ErrorRecord)
        record = ErrorRecord(old.exception, old.error_id, old.category_info.category, old.target, old.details)
        record.fully_qualified_id = old.fully_qualified_id
        for part in ("activity", "reason", "target_name", "target_type"):
            setattr(record.category_info, part, getattr(old.category_info, part))
        return record

    def _new_record(self) -> ErrorRecord:
        message = None if self.Message is None else to_string(self.Message)
        exception = base_of(self.Exception)
        if exception is None:
            exception = WriteErrorException(message)
        category = "NotSpecified" if self.Category is None else to_string(self.Category)
        error_id = self.ErrorId or exception.net_name
        record = ErrorRecord(exception, error_id, category, self.TargetObject)
        if message is not None and self.Exception is not None:
            record.details = ErrorDetails(message)
        if not isinstance(exception, NetException):
            record.category_info.reason = type(exception).__name__
        record.preserve_id = True  # Write-Error's ids carry no command's class name
        return record

"""Enums of System.IO."""
from __future__ import annotations

from shell.clr.enums import define_enum

FileAttributes = define_enum("System.IO.FileAttributes", {
    "None": 0, "ReadOnly": 1, "Hidden": 2, "System": 4, "Directory": 16, "Archive": 32, "Device": 64, "Normal": 128, "Temporary": 256, "SparseFile": 512,
    "ReparsePoint": 1024, "Compressed": 2048, "Offline": 4096, "NotContentIndexed": 8192, "Encrypted": 16384, "IntegrityStream": 32768,
    "NoScrubData": 131072}, flags=True)
FileMode = define_enum("System.IO.FileMode", {"CreateNew": 1, "Create": 2, "Open": 3, "OpenOrCreate": 4, "Truncate": 5, "Append": 6})
FileAccess = define_enum("System.IO.FileAccess", {"Read": 1, "Write": 2, "ReadWrite": 3}, flags=True)
FileShare = define_enum("System.IO.FileShare", {"None": 0, "Read": 1, "Write": 2, "ReadWrite": 3, "Delete": 4, "Inheritable": 16}, flags=True)
FileOptions = define_enum("System.IO.FileOptions", {
    "None": 0, "Encrypted": 16384, "DeleteOnClose": 67108864, "SequentialScan": 134217728, "RandomAccess": 268435456, "Asynchronous": 1073741824,
    "WriteThrough": -2147483648}, flags=True)
SearchOption = define_enum("System.IO.SearchOption", {"TopDirectoryOnly": 0, "AllDirectories": 1})
SeekOrigin = define_enum("System.IO.SeekOrigin", {"Begin": 0, "Current": 1, "End": 2})
UnixFileMode = define_enum("System.IO.UnixFileMode", {
    "None": 0, "OtherExecute": 1, "OtherWrite": 2, "OtherRead": 4, "GroupExecute": 8, "GroupWrite": 16, "GroupRead": 32, "UserExecute": 64,
    "UserWrite": 128, "UserRead": 256, "StickyBit": 512, "SetGroup": 1024, "SetUser": 2048}, flags=True)
MatchCasing = define_enum("System.IO.MatchCasing", {"PlatformDefault": 0, "CaseSensitive": 1, "CaseInsensitive": 2})
MatchType = define_enum("System.IO.MatchType", {"Simple": 0, "Win32": 1})
DriveType = define_enum("System.IO.DriveType", {"Unknown": 0, "NoRootDirectory": 1, "Removable": 2, "Fixed": 3, "Network": 4, "CDRom": 5, "Ram": 6})

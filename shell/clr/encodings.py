"""System.Text.Encoding: bytes to text and back, with .NET's replacement rules and preambles."""
from __future__ import annotations

import codecs
from typing import Any, Optional

from shell.clr.byte_arrays import byte_array, to_bytes
from shell.clr.enums import define_enum
from shell.clr.exceptions import (
    ArgumentException,
    ArgumentNullException,
    ArgumentOutOfRangeException,
    NotSupportedException,
    define_exception,
)
from shell.clr.numbers import Char
from shell.clr.typeinfo import NetType

Value = Any
NormalizationForm = define_enum("System.Text.NormalizationForm", {"FormC": 1, "FormD": 2, "FormKC": 5, "FormKD": 6})
DecoderFallbackException = define_exception("System.Text.DecoderFallbackException", ArgumentException)
EncoderFallbackException = define_exception("System.Text.EncoderFallbackException", ArgumentException)


class Encoding:
    """One encoding: `codec` is Python's, `preamble` the byte order mark written in front of files, `strict` raises on what does not fit."""

    __slots__ = ("codec", "web_name", "title", "code_page", "preamble", "strict", "net_type", "ps_ext")

    def __init__(self, codec: str, web_name: str, title: str, code_page: int, preamble: bytes = b"", strict: bool = False, net_type: Optional[NetType] = None) -> None:
        self.codec, self.web_name, self.title, self.code_page, self.preamble, self.strict = codec, web_name, title, code_page, preamble, strict
        self.net_type = net_type or ENCODING
        self.ps_ext: Optional[dict[str, Value]] = None

    def encode(self, text: str) -> bytes:
        """The bytes of a text; what does not fit becomes `?` (U+FFFD in Unicode encodings)."""
        try:
            return text.encode(self.codec)
        except UnicodeEncodeError as error:
            if self.strict:
                raise EncoderFallbackException(f"Unable to translate Unicode character \\u{ord(text[error.start]):04X} at index {error.start} to specified code page.") from error
            joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            return joined.encode(self.codec, "replace")

    def decode(self, data: bytes) -> str:
        """The text of bytes; invalid ones become U+FFFD (`?` in ASCII)."""
        if self.codec == "ascii":
            return "".join([chr(b) if b < 128 else "?" for b in data]) if any(b > 127 for b in data) else data.decode("ascii")
        try:
            return data.decode(self.codec, "strict" if self.strict else "replace")
        except UnicodeDecodeError as error:
            raise DecoderFallbackException(f"Unable to translate bytes [{data[error.start]:02X}] at index {error.start} from specified code page to Unicode.") from error

    def decoder(self) -> Any:
        """An incremental decoder, for streams."""
        if self.codec == "ascii":
            codecs.register_error("question", lambda e: ("?", e.end))  # type: ignore[attr-defined]
            return codecs.getincrementaldecoder("ascii")("question")
        return codecs.getincrementaldecoder(self.codec)("strict" if self.strict else "replace")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Encoding) and (self.codec, self.preamble, self.strict) == (other.codec, other.preamble, other.strict)

    def __hash__(self) -> int:
        return hash((self.codec, self.preamble))


def _kind(name: str) -> NetType:
    return NetType(f"System.Text.{name}", base=ENCODING, interfaces=("System.ICloneable",))


ENCODING = NetType("System.Text.Encoding", Encoding, interfaces=("System.ICloneable",))
UTF8_TYPE, UNICODE_TYPE, UTF32_TYPE, ASCII_TYPE, LATIN1_TYPE = map(_kind, ("UTF8Encoding", "UnicodeEncoding", "UTF32Encoding", "ASCIIEncoding", "Latin1Encoding"))
UTF7_TYPE = _kind("UTF7Encoding")


def _sealed(t: NetType) -> NetType:
    return NetType(f"{t.full_name}+{t.name}Sealed", base=t, register=False)


UTF8 = Encoding("utf-8", "utf-8", "Unicode (UTF-8)", 65001, codecs.BOM_UTF8, net_type=_sealed(UTF8_TYPE))
UTF8_NO_BOM = Encoding("utf-8", "utf-8", "Unicode (UTF-8)", 65001, net_type=UTF8_TYPE)
UNICODE = Encoding("utf-16-le", "utf-16", "Unicode", 1200, codecs.BOM_UTF16_LE, net_type=UNICODE_TYPE)
BIG_ENDIAN = Encoding("utf-16-be", "utf-16BE", "Unicode (Big-Endian)", 1201, codecs.BOM_UTF16_BE, net_type=UNICODE_TYPE)
UTF32 = Encoding("utf-32-le", "utf-32", "Unicode (UTF-32)", 12000, codecs.BOM_UTF32_LE, net_type=UTF32_TYPE)
UTF32_BIG = Encoding("utf-32-be", "utf-32BE", "Unicode (UTF-32 Big-Endian)", 12001, codecs.BOM_UTF32_BE, net_type=UTF32_TYPE)
ASCII = Encoding("ascii", "us-ascii", "US-ASCII", 20127, net_type=_sealed(ASCII_TYPE))
LATIN1 = Encoding("latin-1", "iso-8859-1", "Western European (ISO)", 28591, net_type=_sealed(LATIN1_TYPE))
UTF7 = Encoding("utf-7", "utf-7", "Unicode (UTF-7)", 65000, net_type=UTF7_TYPE)
_KNOWN = (UTF8, UNICODE, BIG_ENDIAN, UTF32, UTF32_BIG, ASCII, LATIN1, UTF7)
_TITLES = {1250: "Central European (Windows)", 1251: "Cyrillic (Windows)", 1252: "Western European (Windows)", 437: "OEM United States", 850: "Western European (DOS)",
           932: "Japanese (Shift-JIS)", 936: "Chinese Simplified (GB2312)", 949: "Korean", 950: "Chinese Traditional (Big5)"}
_ALIASES = {"utf8": UTF8, "utf16": UNICODE, "unicode": UNICODE, "utf-16le": UNICODE, "utf32": UTF32, "ascii": ASCII, "latin1": LATIN1, "unicodefffe": BIG_ENDIAN,
            "bigendianunicode": BIG_ENDIAN}


def get_encoding(which: Value) -> Encoding:
    """By name or code page number."""
    if isinstance(which, str):
        return _by_name(which)
    if which is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'name')")
    if which == 0:
        return UTF8_NO_BOM
    if not 0 <= which <= 65535:
        raise ArgumentOutOfRangeException("Valid values are between 0 and 65535, inclusive. (Parameter 'codepage')")
    for e in _KNOWN:
        if e.code_page == which:
            return e
    found = _python_codec(f"cp{which}", f"windows-{which}" if 1250 <= which <= 1258 else f"ibm{which}", which)
    if found is None:
        raise NotSupportedException(f"No data is available for encoding {which}. For information on defining a custom encoding, see the documentation for the "
                                    "Encoding.RegisterProvider method.")
    return found


def _by_name(name: str) -> Encoding:
    key = name.strip().lower()
    for e in _KNOWN:
        if e.web_name.lower() == key:
            return e
    if key in _ALIASES:
        return _ALIASES[key]
    digits = key.rpartition("-")[2] if key.startswith("windows-") else key[2:] if key.startswith("cp") else ""
    found = get_encoding(int(digits)) if digits.isdigit() else _python_codec(key, key, 0)
    if found is None:
        raise ArgumentException(f"'{name}' is not a supported encoding name. For information on defining a custom encoding, see the documentation for the "
                                "Encoding.RegisterProvider method. (Parameter 'name')")
    return found


def _python_codec(codec: str, web_name: str, page: int) -> Optional[Encoding]:
    try:
        info = codecs.lookup(codec)
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True):
        return None
    return Encoding(info.name, web_name, _TITLES.get(page, web_name), page)


def detect(data: bytes) -> Optional[Encoding]:
    """The encoding a byte order mark announces."""
    for e in (UTF32, UTF32_BIG, UTF8, UNICODE, BIG_ENDIAN):
        if data.startswith(e.preamble):
            return e
    return None


# --- members ------------------------------------------------------------------------------------------------------------------------------

def _get_bytes(e: Encoding, text: Value, index: int = 0, count: Optional[int] = None) -> Value:
    if text is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 's')")
    whole = text if isinstance(text, str) else "".join(text)
    return byte_array(e.encode(whole[index:] if count is None else whole[index:index + count]))


def _get_string(e: Encoding, data: Value, index: int = 0, count: Optional[int] = None) -> str:
    if data is None:
        raise ArgumentNullException("Array cannot be null. (Parameter 'bytes')")
    raw = to_bytes(data)
    if count is not None and (index < 0 or count < 0 or index + count > len(raw)):
        raise ArgumentOutOfRangeException("Index and count must refer to a location within the buffer. (Parameter 'bytes')")
    return e.decode(raw[index:] if count is None else raw[index:index + count])


def _get_chars(e: Encoding, data: Value) -> Value:
    from shell.clr.arrays import typed_array
    return typed_array("System.Char", [Char(c) for c in e.decode(to_bytes(data))])


ENCODING.attr("BodyName", "string", "web_name")
ENCODING.attr("EncodingName", "string", "title")
ENCODING.attr("HeaderName", "string", "web_name")
ENCODING.attr("WebName", "string", "web_name")
ENCODING.prop("WindowsCodePage", "int")(lambda e: 1252 if e.code_page in (20127, 28591) else 1200)
for _name in ("IsBrowserDisplay", "IsBrowserSave", "IsMailNewsDisplay", "IsMailNewsSave"):
    ENCODING.prop(_name, "bool")(lambda e: e.code_page in (65001, 28591))
ENCODING.prop("IsSingleByte", "bool")(lambda e: e.code_page not in (65001, 1200, 1201, 12000, 12001, 65000))
ENCODING.prop("IsReadOnly", "bool")(lambda e: True)
ENCODING.attr("CodePage", "int", "code_page")
ENCODING.method("byte[] GetBytes(string s)", "byte[] GetBytes(char[] chars)", "byte[] GetBytes(string s, int index, int count)")(_get_bytes)
ENCODING.method("string GetString(byte[] bytes)", "string GetString(byte[] bytes, int index, int count)")(_get_string)
ENCODING.method("char[] GetChars(byte[] bytes)")(_get_chars)
ENCODING.method("int GetByteCount(string s)", "int GetByteCount(char[] chars)")(lambda e, text: len(e.encode(text if isinstance(text, str) else "".join(text))))
ENCODING.method("int GetCharCount(byte[] bytes)")(lambda e, data: len(e.decode(to_bytes(data))))
ENCODING.method("int GetMaxByteCount(int charCount)")(lambda e, n: (n + 1) * (3 if e.code_page == 65001 else 4 if e.code_page in (12000, 12001) else 2 if e.code_page in (1200, 1201) else 1))
ENCODING.method("byte[] GetPreamble()")(lambda e: byte_array(e.preamble))
ENCODING.method("System.Object Clone()")(lambda e: e)
ENCODING.static("System.Text.Encoding GetEncoding(string name)", "System.Text.Encoding GetEncoding(int codepage)")(get_encoding)
ENCODING.static("byte[] Convert(System.Text.Encoding srcEncoding, System.Text.Encoding dstEncoding, byte[] bytes)")(
    lambda a, b, data: byte_array(b.encode(a.decode(to_bytes(data)))))
for _name, _e in (("UTF8", UTF8), ("Unicode", UNICODE), ("BigEndianUnicode", BIG_ENDIAN), ("UTF32", UTF32), ("ASCII", ASCII), ("Latin1", LATIN1),
                  ("Default", UTF8_NO_BOM), ("UTF7", UTF7)):
    ENCODING.const(_name, "System.Text.Encoding", _e)
    ENCODING.static_properties[_name.lower()].is_field = False

UTF8_TYPE.new("System.Text.UTF8Encoding new()", "System.Text.UTF8Encoding new(bool encoderShouldEmitUTF8Identifier)",
              "System.Text.UTF8Encoding new(bool encoderShouldEmitUTF8Identifier, bool throwOnInvalidBytes)")(
    lambda bom=False, strict=False: Encoding("utf-8", "utf-8", "Unicode (UTF-8)", 65001, codecs.BOM_UTF8 if bom else b"", strict, UTF8_TYPE))


@UNICODE_TYPE.new("System.Text.UnicodeEncoding new()", "System.Text.UnicodeEncoding new(bool bigEndian, bool byteOrderMark)",
                  "System.Text.UnicodeEncoding new(bool bigEndian, bool byteOrderMark, bool throwOnInvalidBytes)")
def _unicode(big: bool = False, bom: bool = True, strict: bool = False) -> Encoding:
    model = BIG_ENDIAN if big else UNICODE
    return Encoding(model.codec, model.web_name, model.title, model.code_page, model.preamble if bom else b"", strict, UNICODE_TYPE)


@UTF32_TYPE.new("System.Text.UTF32Encoding new()", "System.Text.UTF32Encoding new(bool bigEndian, bool byteOrderMark)")
def _utf32(big: bool = False, bom: bool = True) -> Encoding:
    model = UTF32_BIG if big else UTF32
    return Encoding(model.codec, model.web_name, model.title, model.code_page, model.preamble if bom else b"", False, UTF32_TYPE)


ASCII_TYPE.new("System.Text.ASCIIEncoding new()")(lambda: Encoding("ascii", "us-ascii", "US-ASCII", 20127, net_type=ASCII_TYPE))

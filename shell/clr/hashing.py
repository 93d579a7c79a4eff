"""System.Security.Cryptography: hashes, keyed hashes, key derivation."""
from __future__ import annotations

import hashlib
import hmac
from typing import Any, Optional

from shell.clr.byte_arrays import byte_array, to_bytes
from shell.clr.exceptions import ArgumentNullException, SystemException, define_exception
from shell.clr.io_streams import NetStream
from shell.clr.typeinfo import NetType

Value = Any
CryptographicException = define_exception("System.Security.Cryptography.CryptographicException", SystemException)
_C = "System.Security.Cryptography."
_SIZES = {"MD5": 128, "SHA1": 160, "SHA256": 256, "SHA384": 384, "SHA512": 512}


class HashAlgorithm:
    """One hash (key None) or keyed hash."""

    def __init__(self, name: str, net_type: NetType, key: Optional[bytes] = None) -> None:
        self.name, self.net_type, self.key = name, net_type, key
        self.state: Any = None
        self.hash: Optional[bytes] = None
        self.ps_ext: Optional[dict[str, Value]] = None

    def fresh(self) -> Any:
        return hashlib.new(self.name.lower()) if self.key is None else hmac.new(self.key, digestmod=self.name.lower())

    def compute(self, source: Value, offset: int = 0, count: Optional[int] = None) -> Value:
        """ComputeHash of bytes or a stream."""
        if source is None:
            raise ArgumentNullException("Value cannot be null. (Parameter 'buffer')")
        state = self.fresh()
        if isinstance(source, NetStream):
            while True:
                piece = source.read_bytes(1 << 16)
                if not piece:
                    break
                state.update(piece)
        else:
            data = to_bytes(source)
            state.update(data[offset:] if count is None else data[offset:offset + count])
        self.hash = state.digest()
        return byte_array(self.hash)

    def transform(self, data: Value, offset: int, count: int) -> bytes:
        if self.state is None:
            self.state = self.fresh()
        piece = to_bytes(data)[offset:offset + count]
        self.state.update(piece)
        return piece

    def transform_block(self, data: Value, offset: int, count: int, output: Value, at: int) -> int:
        return len(self.transform(data, offset, count))

    def transform_final(self, data: Value, offset: int, count: int) -> Value:
        piece = self.transform(data, offset, count)
        self.hash, self.state = self.state.digest(), None
        return byte_array(piece)

    def result(self) -> Value:
        return None if self.hash is None else byte_array(self.hash)


HASH = NetType(_C + "HashAlgorithm", HashAlgorithm, interfaces=("System.IDisposable",))
HASH.prop("HashSize", "int")(lambda h: _SIZES[h.name])
HASH.prop("Hash", "byte[]")(HashAlgorithm.result)
HASH.prop("InputBlockSize", "int")(lambda h: 1)
HASH.prop("CanReuseTransform", "bool")(lambda h: True)
HASH.method("byte[] ComputeHash(byte[] buffer)", "byte[] ComputeHash(byte[] buffer, int offset, int count)", "byte[] ComputeHash(System.IO.Stream inputStream)")(
    HashAlgorithm.compute)
HASH.method("int TransformBlock(byte[] inputBuffer, int inputOffset, int inputCount, byte[] outputBuffer, int outputOffset)")(HashAlgorithm.transform_block)
HASH.method("byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)")(HashAlgorithm.transform_final)
HASH.method("void Initialize()")(lambda h: setattr(h, "state", None))
HASH.method("void Clear()", "void Dispose()")(lambda h: None)
KEYED = NetType(_C + "KeyedHashAlgorithm", base=HASH)
KEYED.prop("Key", "byte[]", lambda h, v: setattr(h, "key", to_bytes(v)))(lambda h: byte_array(h.key or b""))
HMAC_TYPE = NetType(_C + "HMAC", base=KEYED)
HMAC_TYPE.prop("HashName", "string")(lambda h: h.name)
TYPES: dict[str, NetType] = {}


def _hash_data(name: str) -> Any:
    def hash_data(source: Value) -> Value:
        return HashAlgorithm(name, HASH).compute(source)
    return hash_data


def _keyed_data(name: str) -> Any:
    def hash_data(key: Value, source: Value) -> Value:
        return HashAlgorithm(name, HMAC_TYPE, to_bytes(key)).compute(source)
    return hash_data


def _declare(name: str) -> None:
    t = TYPES[name] = NetType(_C + name, base=HASH)
    inner = NetType(_C + name + "+Implementation", base=t, register=False)
    t.static(f"{t.full_name} Create()")(lambda: HashAlgorithm(name, inner))
    t.static("byte[] HashData(byte[] source)", "byte[] HashData(System.IO.Stream source)")(_hash_data(name))
    t.new(f"{t.full_name} new()")(lambda: HashAlgorithm(name, inner))
    keyed = NetType(_C + "HMAC" + name, base=HMAC_TYPE)
    keyed.new(f"{keyed.full_name} new()")(lambda: HashAlgorithm(name, keyed, _random_key()))
    keyed.new(f"{keyed.full_name} new(byte[] key)")(lambda key: HashAlgorithm(name, keyed, to_bytes(key)))
    keyed.static("byte[] HashData(byte[] key, byte[] source)")(_keyed_data(name))


def _random_key() -> bytes:
    import secrets
    return secrets.token_bytes(64)


for _name in _SIZES:
    _declare(_name)


@HASH.static(f"{_C}HashAlgorithm Create(string hashName)")
def create(name: str) -> Optional[HashAlgorithm]:
    """By name; null when there is no such algorithm."""
    key = name.upper().replace("-", "").rpartition(".")[2]
    return HashAlgorithm(key, TYPES[key]) if key in TYPES else None


class HashAlgorithmName:
    """System.Security.Cryptography.HashAlgorithmName."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HashAlgorithmName) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


NAME = NetType(_C + "HashAlgorithmName", HashAlgorithmName, kind="struct")
NAME.attr("Name", "string", "name")
NAME.new(f"{_C}HashAlgorithmName new(string name)")(HashAlgorithmName)
NAME.method("string ToString()")(str)
for _name in _SIZES:
    NAME.static_prop(_name, f"{_C}HashAlgorithmName")(lambda n=_name: HashAlgorithmName(n))


class DeriveBytes:
    """System.Security.Cryptography.Rfc2898DeriveBytes (PBKDF2)."""

    def __init__(self, password: Value, salt: Value, rounds: int = 1000, algorithm: Optional[HashAlgorithmName] = None) -> None:
        self.password = password.encode("utf-8") if isinstance(password, str) else to_bytes(password)
        self.salt, self.rounds, self.name = to_bytes(salt), rounds, algorithm.name if algorithm is not None else "SHA1"
        self.given = 0
        self.ps_ext: Optional[dict[str, Value]] = None

    def get_bytes(self, count: int) -> Value:
        data = hashlib.pbkdf2_hmac(self.name.lower(), self.password, self.salt, self.rounds, self.given + count)[self.given:]
        self.given += count
        return byte_array(data)


DERIVE = NetType(_C + "Rfc2898DeriveBytes", DeriveBytes, interfaces=("System.IDisposable",))
DERIVE.new(*(f"{_C}Rfc2898DeriveBytes new({p}, byte[] salt{more})" for p in ("string password", "byte[] password") for more in (
    "", ", int iterations", f", int iterations, {_C}HashAlgorithmName hashAlgorithm")))(DeriveBytes)
DERIVE.method("byte[] GetBytes(int cb)")(DeriveBytes.get_bytes)
DERIVE.method("void Dispose()")(lambda d: None)
DERIVE.static(f"byte[] Pbkdf2(string password, byte[] salt, int iterations, {_C}HashAlgorithmName hashAlgorithm, int outputLength)",
              f"byte[] Pbkdf2(byte[] password, byte[] salt, int iterations, {_C}HashAlgorithmName hashAlgorithm, int outputLength)")(
    lambda password, salt, rounds, name, n: DeriveBytes(password, salt, rounds, name).get_bytes(n))

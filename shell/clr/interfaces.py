"""The non-generic interfaces of .NET that scripts name (in -is tests, class declarations and parameter types)."""
from __future__ import annotations

from shell.clr.typeinfo import REGISTRY, NetType

_SPELLED = """
System.Collections.IEnumerable System.Collections.ICollection System.Collections.IList System.Collections.IDictionary
System.Collections.IDictionaryEnumerator System.Collections.IComparer System.Collections.IEqualityComparer
System.Collections.IStructuralComparable System.Collections.IStructuralEquatable
System.Collections.Specialized.IOrderedDictionary System.Collections.Specialized.INotifyCollectionChanged
System.ICloneable System.IDisposable System.IComparable System.IFormattable System.IConvertible System.IFormatProvider
System.ICustomFormatter System.IAsyncDisposable System.IAsyncResult System.IServiceProvider System.IProgress
System.ComponentModel.INotifyPropertyChanged System.Runtime.Serialization.ISerializable
System.Xml.XPath.IXPathNavigable System.Security.Principal.IIdentity System.Security.Principal.IPrincipal
""".split()
_INHERITED = {
    "System.Collections.ICollection": ("System.Collections.IEnumerable",),
    "System.Collections.IList": ("System.Collections.ICollection", "System.Collections.IEnumerable"),
    "System.Collections.IDictionary": ("System.Collections.ICollection", "System.Collections.IEnumerable"),
}

for _name in _SPELLED:
    if _name.lower() not in REGISTRY:
        NetType(_name, kind="interface", interfaces=_INHERITED.get(_name, ()))

"""Where the collection, IO and miscellaneous types live: folded full name or accelerator -> module that registers it when imported."""
from __future__ import annotations

_BY_MODULE: dict[str, str] = {
    "psstyle": "system.management.automation.psstyle system.management.automation.outputrendering system.management.automation.progressview",
    "array_statics": "array system.array",
    "dictionaries": "hashtable ordered system.collections.hashtable system.management.automation.orderedhashtable system.collections.sortedlist "
                    "system.collections.specialized.ordereddictionary system.collections.dictionaryentry",
    "lists": "system.collections.arraylist",
    "queues": "system.collections.queue system.collections.stack system.collections.bitarray system.collections.specialized.stringcollection "
              "system.collections.specialized.namevaluecollection system.collections.specialized.stringdictionary",
    "interfaces": "system.collections.ienumerable system.collections.icollection system.collections.ilist system.collections.idictionary "
                  "system.collections.idictionaryenumerator system.collections.icomparer system.collections.iequalitycomparer "
                  "system.collections.istructuralcomparable system.collections.istructuralequatable "
                  "system.collections.specialized.iordereddictionary system.collections.specialized.inotifycollectionchanged "
                  "system.icloneable system.idisposable system.icomparable system.iformattable system.iconvertible system.iformatprovider "
                  "system.icustomformatter system.iasyncdisposable system.iasyncresult system.iserviceprovider system.iprogress "
                  "system.componentmodel.inotifypropertychanged system.runtime.serialization.iserializable "
                  "system.xml.xpath.ixpathnavigable system.security.principal.iidentity system.security.principal.iprincipal",
    "enumerators": "system.collections.ienumerator",
    "delegates": "system.delegate system.multicastdelegate system.action system.eventhandler system.threading.threadstart "
                 "system.threading.parameterizedthreadstart system.threading.waitcallback system.threading.timercallback "
                 "system.text.regularexpressions.matchevaluator system.timers.elapsedeventhandler "
                 "system.collections.specialized.notifycollectionchangedeventhandler system.io.filesystemeventhandler "
                 "system.diagnostics.datareceivedeventhandler",
    "collection_events": "system.collections.specialized.notifycollectionchangedaction system.collections.specialized.notifycollectionchangedeventargs",
    "tuples": "system.tuple system.valuetuple system.nullable",
    "string_builder": "system.text.stringbuilder",
    "guids": "guid system.guid",
    "versions": "version semver system.version system.management.automation.semanticversion",
    "uris": "uri system.uri system.uribuilder system.urikind system.uripartial system.urihostnametype",
    "net": "ipaddress ipendpoint mailaddress system.net.ipaddress system.net.ipendpoint system.net.endpoint system.net.dns "
           "system.net.iphostentry system.net.webutility system.web.httputility system.net.mail.mailaddress system.net.sockets.addressfamily",
    "linq": "system.linq.enumerable",
    "net_status": "system.net.httpstatuscode system.net.servicepointmanager",
    "encodings": "system.text.encoding system.text.utf8encoding system.text.unicodeencoding system.text.utf32encoding system.text.asciiencoding "
                 "system.text.latin1encoding system.text.utf7encoding system.text.normalizationform",
    "bit_converter": "system.bitconverter system.buffer",
    "io_paths": "system.io.path",
    "io_files": "system.io.file system.io.directory",
    "file_members": "system.io.fileinfo system.io.directoryinfo system.io.filesysteminfo",
    "drive_info": "system.io.driveinfo",
    "io_enums": "system.io.fileattributes system.io.filemode system.io.fileaccess system.io.fileshare system.io.fileoptions system.io.searchoption "
                "system.io.seekorigin system.io.unixfilemode system.io.matchcasing system.io.matchtype system.io.drivetype",
    "io_streams": "system.io.stream system.io.memorystream system.io.filestream system.io.bufferedstream",
    "io_text": "system.io.textreader system.io.textwriter system.io.streamreader system.io.streamwriter system.io.stringreader "
               "system.io.stringwriter",
    "io_binary": "system.io.binaryreader system.io.binarywriter",
    "io_compression": "system.io.compression.gzipstream system.io.compression.deflatestream system.io.compression.compressionmode "
                      "system.io.compression.compressionlevel system.io.compression.zipfile system.io.compression.zlibstream",
    "io_watcher": "system.io.filesystemwatcher system.io.notifyfilters system.io.watcherchangetypes",
    "environment": "system.environment system.environment+specialfolder system.environment+specialfolderoption system.environmentvariabletarget "
                   "system.operatingsystem system.platformid",
    "runtime_info": "system.runtime.interopservices.runtimeinformation system.runtime.interopservices.osplatform "
                    "system.runtime.interopservices.architecture system.runtime.interopservices.marshal system.appdomain system.gc "
                    "system.appcontext system.gccollectionmode",
    "processes": "system.diagnostics.process system.diagnostics.processmodule",
    "process_start": "system.diagnostics.processstartinfo system.diagnostics.processpriorityclass system.diagnostics.processwindowstyle",
    "stopwatch": "system.diagnostics.stopwatch",
    "randoms": "system.random system.security.cryptography.randomnumbergenerator",
    "timers": "system.timers.timer system.timers.elapsedeventargs system.threading.timer",
    "threading_": "system.threading.thread system.threading.monitor system.threading.threadpriority system.threading.apartmentstate "
                  "system.threading.threadstate",
    "wait_handles": "system.threading.mutex system.threading.semaphore system.threading.semaphoreslim "
                    "system.threading.cancellationtokensource system.threading.cancellationtoken system.threading.interlocked "
                    "system.threading.manualresetevent system.threading.autoresetevent system.threading.manualreseteventslim "
                    "system.threading.eventwaithandle system.threading.waithandle",
    "tasks": "system.threading.tasks.task system.threading.tasks.taskstatus",
    "hashing": "system.security.cryptography.md5 system.security.cryptography.sha1 system.security.cryptography.sha256 "
               "system.security.cryptography.sha384 system.security.cryptography.sha512 system.security.cryptography.hashalgorithm "
               "system.security.cryptography.hmacsha1 system.security.cryptography.hmacsha256 system.security.cryptography.hmacsha384 "
               "system.security.cryptography.hmacsha512 system.security.cryptography.hmacmd5 system.security.cryptography.hmac "
               "system.security.cryptography.keyedhashalgorithm system.security.cryptography.hashalgorithmname "
               "system.security.cryptography.rfc2898derivebytes",
    "security": "securestring pscredential system.security.securestring system.management.automation.pscredential system.net.networkcredential",
    "xml_members": "xml system.xml.xmldocument system.xml.xmlnode system.xml.xmlelement system.xml.xmlattribute system.xml.xmltext system.xml.xmlcomment "
                 "system.xml.xmlcdatasection system.xml.xmldeclaration system.xml.xmlprocessinginstruction system.xml.xmldocumentfragment "
                 "system.xml.xmlnodelist system.xml.xmlattributecollection system.xml.xmlnamespacemanager system.xml.xmllinkednode "
                 "system.xml.xmlcharacterdata system.xml.xmlsignificantwhitespace system.xml.xmldocumenttype system.xml.xmlwhitespace",
    "xml_nodes": "system.xml.xmlnodetype",
    "xml_text": "system.xml.xmlwriter system.xml.xmlwritersettings system.xml.xmltextwriter system.xml.xmlconvert system.xml.formatting",
    "console": "system.console system.consolekeyinfo",
    "console_enums": "system.consolecolor system.consolekey system.consolemodifiers",
    "reflection": "type system.type system.runtimetype system.activator system.reflection.typeinfo "
                  "system.reflection.bindingflags",
    "reflected": "system.void system.reflection.assembly system.reflection.methodinfo system.reflection.methodbase "
                 "system.reflection.propertyinfo system.reflection.fieldinfo system.reflection.constructorinfo system.reflection.memberinfo "
                 "system.reflection.parameterinfo system.reflection.assemblyname",
}

LAZY_B: dict[str, str] = {name: "shell.clr." + module for module, names in _BY_MODULE.items() for name in names.split()}
# classes whose type is declared in another module than theirs
CLASSES_B: dict[str, str] = {
    "shell.clr.typeinfo.NetType": "shell.clr.reflection",
    **{f"shell.clr.files.{name}": "shell.clr.file_members" for name in ("FileInfo", "DirectoryInfo", "FileSystemInfo")},
    **{f"shell.clr.xml_nodes.Xml{name}": "shell.clr.xml_members" for name in (
        "Node", "Document", "Element", "Attribute", "Text", "Comment", "CDataSection", "Whitespace", "SignificantWhitespace", "Declaration",
        "ProcessingInstruction", "DocumentType", "DocumentFragment", "NodeList", "AttributeCollection")},
}

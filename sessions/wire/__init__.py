"""The protocol between a client and a session host: bytes <-> messages and what is legal. No sockets, threads or clocks in here.

Roles. A *client* (an operator's shell) connects to a *host* (the per-session process on the far side). A connection begins with Hello both
ways, then the client sends Open (make a session), Attach (come back to one) or ListSessions; after Opened it is READY. `states` holds the
one table of what may be sent or received when; the host's table is the mirror image of the client's.

Numbers. Messages that matter are numbered, in each direction by itself: from the host every record of the seven streams takes a number, as do
command states and host calls; from the client Exec, Input, InputEnd, Stop and HostReply. Numbers start at 1 for a session (host to client) and
for a client_id (client to host). A receiver that knows the last number it took drops what it already has, so replaying is always safe:
  - after a lost connection the client sends Attach(session, epoch, last_seq); the host replays from last_seq + 1 and tells the last client
    number it took; the client replays what the host has not got. Every record arrives once and in order, every command runs once (and Exec
    carries a UUID that the host remembers, for the case of a client that lost its numbers).
  - `epoch` names the host process: a restarted host is never mistaken for the one that held the numbers.
  - the client acknowledges a record after it has been handed to the user, not when it came off the socket. Reading consumes nothing: the host
    keeps acknowledged records as long as there is room; Opened.resume tells a client that comes back too late how many are gone, never silently.

The end. A session that ends by itself (exit) sends everything it has, then Closed, and goes when the client has answered Detach; a client that
lost its connection has four minutes to come back for the rest. What crosses a Closed on the way is legal and ignored (state PARTING). A host whose
client never said a word after Opened ends too: the client may not know of it, and has asked for another.

Flow. The host keeps at most `window` bytes of numbered messages on the way beyond what the client's Credit messages name (credit is about
room in the client, acknowledgement about the user), so replies, pongs and prompts never wait behind more
than that; a large message is cut in frames of at most 256 KiB, and unnumbered messages may pass between the frames. Records are gathered into
batches of 16 to 64 KB or 2 ms. Like neighbours travel by column (`values`).

Trust. Everything decoded is data (`values`): JSON whose objects are tagged. Lengths, depth, digits, counts and field types are checked with
an error that says what was wrong; an error of the peer ends the connection, never the program. A client hands on only what comes over the
connection that is its session's now; a host that sends more than it was given room for, or a gigabyte that nobody reads, is not listened to.

Version. Hello carries VERSION; different versions part with Refused("version").
"""

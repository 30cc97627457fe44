------------------------------- MODULE Roster -------------------------------
(***************************************************************************)
(* docs/remote.md: a home is killed, and another begins with its roster.   *)
(*                                                                         *)
(* What a session is, says module Peers; here START, ACK and END take no   *)
(* time. Two homes, one after the other, change one page, and the peer     *)
(* joins now this, now that. Whatever JOIN was sent may come to either at  *)
(* any time, as often as it will. The peer's process may end.              *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "line before SUBSCRIBED",          \* the home lets the peer begin, and then writes it down
    "stand-in before the first start", \* the home does not read the roster
    "drop before JOIN",                \* the peer joins while its thread may hold something
    "order of JOIN",                   \* the home takes any JOIN of the incarnation
    "number of the last JOIN",         \* the line keeps the number of the first
    "holds nothing",                   \* the home forgets a peer whose link is lost, whatever it had subscribed to
    "word that it is gone",            \* the home takes silence for the end of a process
    "lock" }                           \* a home begins while the one before may be alive

Homes == {1, 2}
MostJoins == 3
MostChanges == 1

(* --algorithm Roster {

variables
    roster = 0;                           \* the number of the JOIN in the peer's line; 0 is no line
    version = 0;                          \* of the page
    \* What each home knows.
    begun = [each \in Homes |-> FALSE];
    alive = [each \in Homes |-> TRUE];
    known = [each \in Homes |-> 0];       \* the number of the last JOIN; older ones are void
    expected = [each \in Homes |-> FALSE]; \* a stand-in waits for the peer
    session = [each \in Homes |-> 0];     \* the number of its JOIN; 0 is none
    subscribed = [each \in Homes |-> FALSE];
    open = [each \in Homes |-> FALSE];    \* its window over the page
    waits = [each \in Homes |-> FALSE];   \* the window waits for the peer
    changes = [each \in Homes |-> 0];
    \* The peer.
    attempt = 0;                          \* the number of its last JOIN
    joins = {};                           \* all that it has sent
    link = 0;                             \* the home that it is linked to; 0 is none
    covered = FALSE;                      \* its thread may begin
    window = FALSE;                       \* the mirror's
    held = -1;                            \* the version that its thread uses; -1 is none
    gone = FALSE;
    bad = FALSE;

macro forget() {
    known[self] := 0;
    session[self] := 0;
    expected[self] := FALSE;
    subscribed[self] := FALSE;
    waits[self] := FALSE;
    roster := 0;
}

process (home \in Homes)
{
begins:     await self = 1 \/ ~alive[1] \/ Without = "lock";
            begun[self] := TRUE;
            if (Without # "stand-in before the first start") {
                known[self] := roster;
                expected[self] := roster # 0;
            };
works:      while (alive[self]) {
                either { \* JOIN, new or turned up again: the peer held nothing when it sent it
                    with (number \in joins) {
                        await number > known[self] \/ Without = "order of JOIN";
                        known[self] := number;
                        session[self] := number;
                    };
                    expected[self] := FALSE;
                    subscribed[self] := FALSE;
                    waits[self] := FALSE;
                } or { \* SUBSCRIBE, of the session
                    await link = self /\ session[self] = attempt /\ ~subscribed[self];
                    if (Without # "line before SUBSCRIBED" /\ (Without # "number of the last JOIN" \/ roster = 0)) {
                        roster := session[self];
                    };
                    subscribed[self] := TRUE;
                } or { \* SUBSCRIBED
                    await link = self /\ session[self] = attempt /\ subscribed[self] /\ ~covered /\ ~open[self];
                    covered := TRUE;
                } or { \* too late
                    await Without = "line before SUBSCRIBED" /\ subscribed[self] /\ covered;
                    roster := session[self];
                } or { \* the link of a session is lost, which has subscribed to nothing
                    await session[self] # 0 /\ (link # self \/ session[self] # attempt);
                    await ~subscribed[self] \/ Without = "holds nothing";
                    forget();
                } or { \* a goodbye, a proof of death, or somebody who knows
                    await known[self] # 0 /\ (gone \/ Without = "word that it is gone");
                    forget();
                } or { \* a start
                    await ~open[self] /\ changes[self] < MostChanges;
                    changes[self] := changes[self] + 1;
                    open[self] := TRUE;
                    waits[self] := expected[self] \/ subscribed[self];
                } or { \* START
                    await waits[self] /\ subscribed[self] /\ link = self /\ session[self] = attempt;
                    window := TRUE;
                } or { \* ACK
                    await waits[self] /\ window /\ held = -1 /\ link = self /\ session[self] = attempt;
                    waits[self] := FALSE;
                } or { \* the change, and END
                    await open[self] /\ ~waits[self];
                    bad := bad \/ held = version;
                    version := version + 1;
                    open[self] := FALSE;
                    if (link = self) window := FALSE;
                } or { \* it is killed
                    await self = 1;
                    alive[self] := FALSE;
                    if (link = self) link := 0;
                }
            }
}

process (peer = 0)
{
peerWorks:  while (~gone) {
                either { \* JOIN: when all have let go behind the curtain
                    await link = 0 /\ ~covered /\ ~window /\ attempt < MostJoins;
                    await held = -1 \/ Without = "drop before JOIN";
                    with (next \in {each \in Homes : begun[each] /\ alive[each]}) link := next;
                    attempt := attempt + 1;
                    joins := joins \cup {attempt};
                } or { \* the link is gone: everything is invalid
                    await link = 0 /\ (covered \/ window);
                    covered := FALSE;
                    window := FALSE;
                } or { \* the thread looks up under a begin
                    await covered /\ ~window /\ held = -1;
                    held := version;
                } or { \* and polls
                    await (~covered \/ window) /\ held # -1;
                    held := -1;
                } or { \* a link is lost
                    await link # 0;
                    link := 0;
                } or { \* the process ends
                    gone := TRUE;
                    held := -1;
                    link := 0;
                }
            }
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NobodyUsesWhatIsGone == ~bad

Reached == <<
    <<"the second home waits for what a peer of the first holds", waits[2] /\ expected[2] /\ held # -1>>,
    <<"it goes on behind the JOIN of that peer", ~waits[2] /\ open[2] /\ session[2] = attempt /\ attempt = 2>>,
    <<"an old JOIN is no answer to it", expected[2] /\ known[2] = attempt /\ held # -1>>,
    <<"the first home is killed behind the line, before SUBSCRIBED", ~alive[1] /\ roster # 0 /\ ~covered /\ held = -1>>,
    <<"an old JOIN makes a session that nobody is at", session[2] # 0 /\ session[2] < attempt>>,
    <<"and so behind a goodbye, with no line in the roster", gone /\ session[2] # 0 /\ roster = 0>>,
    <<"the peer reads what the second home has changed", held = 2 /\ ~open[2]>> >>
Witnesses == Watch(Reached)
=============================================================================

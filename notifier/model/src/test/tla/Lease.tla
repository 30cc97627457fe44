-------------------------------- MODULE Lease --------------------------------
(***************************************************************************)
(* docs/remote.md, "Leases": a home goes on without a peer's ACK when its  *)
(* own clock says that what it has promised to the peer has lapsed.        *)
(*                                                                         *)
(* The clocks of the two run at speeds of their own, a tenth faster or     *)
(* slower than time. A lease is 2 long: the peer's end of it is 18 of its  *)
(* own units behind the RENEW that it stamped, the home's is 22 of its     *)
(* units behind the receipt. Messages take as long as they like, and may   *)
(* be lost; whoever has two steps may be paused between them.              *)
(*                                                                         *)
(* A reader has a copy of its own, and reads the home's memory. What a     *)
(* session is, says module Peers; the peer has joined one here, and joins  *)
(* anew when the home has ended that.                                      *)
(***************************************************************************)
EXTENDS Integers, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "lease at begin",           \* a reader of its own copy looks at the state alone
    "lease before state",       \* ... and takes the end of the lease that there is when it asks the clock
    "lease at retry",           \* a reader of the home's memory looks at the lease at begin alone
    "lease behind the copy",    \* ... and at retry asks the clock before it has copied
    "counting from RENEW",      \* the peer counts from the receipt of GRANT
    "drift",                    \* both sides take the lease for equally long
    "clock behind the message", \* the home counts from a look at its clock before the receipt
    "no GRANT behind the fence",
    "lapse" }                   \* the home does not wait for the lapse

Speeds == {9, 11}
PeerLength == IF Without = "drift" THEN 20 ELSE 18
HomeLength == IF Without = "drift" THEN 20 ELSE 22
MostTime == 3
MostRenews == 2
None == -1000

(* --algorithm Lease {

variables
    time = 0;
    peerSpeed \in Speeds;
    homeSpeed \in Speeds;
    \* The home
    promise = 0;                \* of its clock
    looked = 0;                 \* its clock, when its agent's turn began
    fenced = FALSE;
    open = FALSE;
    waits = FALSE;
    gone = FALSE;               \* the memory is being changed
    version = 0;
    \* What is under way: stamps of the peer's clock, or None.
    renew = None;
    grant = None;
    start = FALSE;
    renews = 0;
    \* The peer
    leaseEnd = 0;                    \* of its clock
    window = FALSE;
    state = 0;                  \* of its readers' subscription: another with each window
    copy = 0;                   \* the version of its own copy, which is good while no window was open
    joins = 0;
    bad = FALSE;

define {
    PeerClock == time * peerSpeed
    HomeClock == time * homeSpeed
    Held(until) == PeerClock < until
}

process (clock = "clock")
{
passes:     while (time < MostTime) time := time + 1;
}

process (home = "home")
{
homeWorks:  while (TRUE) {
                either { \* it looks at the clock: to be read again where that may be too early
                    await Without = "clock behind the message" /\ looked # HomeClock;
                    looked := HomeClock;
                } or { \* RENEW: the promise first
                    await renew # None;
                    await ~fenced \/ Without = "no GRANT behind the fence";
                    with (now = IF Without = "clock behind the message" THEN looked ELSE HomeClock) {
                        if (now + HomeLength > promise) promise := now + HomeLength;
                    };
                    grant := renew;
                    renew := None;
                } or { \* a start
                    await ~open /\ version = 0;
                    open := TRUE;
                    waits := ~fenced;
                    start := ~fenced;
                } or { \* the promise has lapsed: this may be seen late
                    await ~fenced /\ (HomeClock >= promise \/ Without = "lapse");
                    fenced := TRUE;
                    waits := FALSE;
                } or { \* the change
                    await open /\ ~waits /\ ~gone;
                    gone := TRUE;
                } or {
                    await gone;
                    version := version + 1;
                    gone := FALSE;
                    open := FALSE;
                }
            }
}

process (agent = "agent")
    variables stamp = None;
{
agentWorks: while (TRUE) {
                either { \* the stamp first, then the message
                    await renews < MostRenews /\ renew = None;
                    renews := renews + 1;
                    stamp := PeerClock;
sends:              renew := stamp;
                    stamp := None;
                } or { \* GRANT, which may be late
                    await grant # None;
                    with (from = IF Without = "counting from RENEW" THEN PeerClock ELSE grant) {
                        if (from + PeerLength > leaseEnd) leaseEnd := from + PeerLength;
                    };
                    grant := None;
                } or { \* START and ACK; or START is lost
                    await start;
                    start := FALSE;
                    either {
                        window := TRUE;
                        state := state + 1;
                        copy := None;
                        waits := FALSE;
                    } or skip;
                } or { \* the link is gone: everything is invalid
                    await fenced /\ joins = 0;
                    joins := 1;
                    leaseEnd := 0;
                    window := TRUE;
                    state := state + 1;
                    copy := None;
joinsAnew:          fenced := FALSE; \* JOIN counts as a first promise; what is under way is of no session
                    promise := HomeClock + HomeLength;
                    renew := None;
                    grant := None;
                    start := FALSE;
covers:             await ~open; \* SUBSCRIBED
                    window := FALSE;
                    copy := version;
                }
            }
}

process (reader = "reader")
    variables until = 0; seen = 0; expected = 0; isGood = FALSE; early = FALSE;
{
reads:      while (TRUE) {
                until := leaseEnd;
                either { \* a hit of what is kept: it must be of now, or of a moment of the look
looks:              await ~window /\ copy # None;
                    isGood := copy = version;
asks:               if (Without = "lease at begin"
                            \/ Held(IF Without = "lease before state" THEN leaseEnd ELSE until)) {
                        bad := bad \/ ~isGood;
                    };
                } or { \* bytes of the home's memory: begin, copy, retry
begins:             await ~window;
                    seen := state;
                    expected := version;
                    if (Held(until)) {
                        if (Without = "lease behind the copy") {
copies:                     early := Held(until);
                        };
copied:                 isGood := ~gone /\ version = expected; \* else the page was put to another use
                        until := leaseEnd;
retries:                if (~window /\ seen = state) {
asksAgain:                  if (Without = "lease at retry"
                                    \/ (IF Without = "lease behind the copy" THEN early ELSE Held(until))) {
                                bad := bad \/ ~isGood;
                            };
                        };
                    };
                };
again:          until := 0;
                seen := 0;
                expected := 0;
                isGood := FALSE;
                early := FALSE;
            }
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NothingGoneIsValidated == ~bad

Reached == <<
    <<"the home goes on behind the lapse", fenced /\ version = 1>>,
    <<"it goes on behind an ACK", ~fenced /\ joins = 0 /\ version = 1>>,
    <<"the peer's lease has lapsed, and the home's promise has not", ~Held(leaseEnd) /\ HomeClock < promise>>,
    <<"a GRANT is late", grant # None /\ grant + PeerLength < PeerClock>>,
    <<"a lease is renewed", leaseEnd > PeerLength>>,
    <<"a reader is paused across the change", ~isGood /\ expected = 0 /\ version = 1 /\ pc["reader"] = "retries">>,
    <<"the peer has joined anew, and reads what has changed", copy = 1 /\ Held(leaseEnd)>>,
    <<"a reader that was paused meanwhile has the end of the old lease", joins = 1 /\ Held(leaseEnd) /\ pc["reader"] = "asks" /\ ~Held(until)>> >>
Witnesses == Watch(Reached)
=============================================================================

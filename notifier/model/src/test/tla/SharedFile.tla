----------------------------- MODULE SharedFile -----------------------------
(***************************************************************************)
(* docs/shared.md: a home and a peer meet in the words of a mapped file.   *)
(*                                                                         *)
(* Two homes, one after the other, change one page inside windows. There   *)
(* is one slot, and two processes that want it, each with a thread that    *)
(* keeps what it has derived until its next poll. Any of them, and any of  *)
(* the homes, may stop between two steps for good, or be killed.           *)
(*                                                                         *)
(* Readers that copy between two loads of the state word need no process   *)
(* here: the word never comes back, so that whoever copies while the page  *)
(* is torn notices by the second load if the word is odd then.             *)
(*                                                                         *)
(* Memory is sequentially consistent here; docs/shared.md says which       *)
(* loads and stores make it so.                                            *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "odd before the record",            \* the home tells the peer, and then makes the state word odd
    "number last",                      \* a record's number is written before its fields
    "window before acknowledging",      \* the peer opens no window of its own
    "poll before acknowledging",        \* the peer acknowledges before its thread has polled
    "numbers go on",                    \* each session numbers its records from 1
    "idle before even",                 \* the home makes the state word even while a window is open
    "drop before joining anew",         \* the peer joins anew while its thread may hold something
    "number of everything",             \* the home takes a join of any session
    "odd before the owner goes",        \* the slot is free before its session is over
    "odd before everything",            \* the session is over, and the state word may be even
    "stand-in before the first start",  \* the second home does not wait for whom it finds
    "window before serving",            \* nor keeps readers out of what the first has left half changed
    "proof of death",                   \* the home takes silence for the end of a process
    "lock" }                            \* a home begins while the one before may be alive

Homes == {1, 2}
Peers == {11, 12}
MostChanges == 2
MostSessions == 3
Left == -1

IsOdd(word) == word % 2 = 1
Odd(word) == IF IsOdd(word) THEN word ELSE word + 1
Size(number) == IF number < 0 THEN -number ELSE number

(* --algorithm SharedFile {

variables
    \* The page.
    torn = FALSE;
    changes = 0;
    \* The file: one slot, a ring of one record.
    owner = 0;                              \* the peer's process; 0 is free
    joins = 0;                              \* the peer's: the session that it has joined, having dropped all before
    state = 1;                              \* odd: readers are busy
    everything = 1;                         \* the session
    joined = 0;                             \* the last session that the home has answered
    first = 0;                              \* the number of its first record
    number = 0;                             \* of the record; below zero when it is acknowledged
    recordState = 0;                        \* the state word while its window is open
    \* What each home knows.
    begun = [each \in Homes |-> FALSE];
    alive = [each \in Homes |-> TRUE];
    open = [each \in Homes |-> FALSE];      \* its window over the page
    waits = [each \in Homes |-> FALSE];     \* the window waits for the peer
    expected = [each \in Homes |-> FALSE];  \* a stand-in waits for the peer
    subscribed = [each \in Homes |-> 0];    \* the session for which its starts hit the peer
    inbox = [each \in Homes |-> FALSE];     \* a record waits to be taken
    ticket = [each \in Homes |-> 0];        \* the number of the record that is not acknowledged
    last = [each \in Homes |-> 0];          \* the number of the last record
    \* What each peer knows.
    dead = [each \in Peers |-> FALSE];
    session = [each \in Peers |-> 0];
    ready = [each \in Peers |-> FALSE];     \* the home has answered
    next = [each \in Peers |-> 0];          \* the number of its next record
    curtain = [each \in Peers |-> TRUE];
    window = [each \in Peers |-> FALSE];
    windowState = [each \in Peers |-> 0];
    mustTell = [each \in Peers |-> FALSE];  \* its thread has not polled since a window was opened
    owes = [each \in Peers |-> 0];
    held = [each \in Peers |-> FALSE];      \* its thread uses the page
    bad = FALSE;

define {
    Uses == \E peer \in Peers : held[peer] /\ ~dead[peer]
}

macro end() {
    subscribed[self] := 0;
    inbox[self] := FALSE;
    ticket[self] := 0;
}

process (home \in Homes)
{
begins:     await self = 1 \/ ~alive[1] \/ Without = "lock";
            last[self] := IF Without = "numbers go on" THEN 0 ELSE Size(number);
            if (torn /\ Without # "window before serving") open[self] := TRUE;
            if (owner # 0) {
                if (Without # "odd before everything") state := Odd(state);
overAll:        everything := everything + 1;
standsIn:       if (Without # "stand-in before the first start") {
                    expected[self] := TRUE;
                    waits[self] := open[self];
                }
            };
serves:     begun[self] := TRUE;
works:      while (alive[self]) {
                either { \* who has joined holds nothing from before
                    await owner # 0 /\ joined # everything /\ subscribed[self] # everything;
                    await joins = everything \/ (Without = "number of everything" /\ joins # 0);
                    expected[self] := FALSE;
                    waits[self] := FALSE;
                    inbox[self] := FALSE;
                    ticket[self] := 0;
                    subscribed[self] := everything;
                    if (Without = "numbers go on") last[self] := 0;
answers:            await alive[self];
                    first := last[self] + 1;
                    joined := everything;
                } or { \* the record
                    await inbox[self] /\ ticket[self] = 0 /\ joined = everything /\ subscribed[self] = everything;
                    inbox[self] := FALSE;
                    ticket[self] := last[self] + 1;
                    last[self] := last[self] + 1;
                    if (Without # "odd before the record") state := Odd(state);
                    if (Without # "number last") recordState := state else number := last[self];
publishes:          await alive[self];
                    if (Without # "number last") number := last[self] else recordState := state;
                    if (Without = "odd before the record") state := Odd(state);
                } or { \* its acknowledgement
                    await ticket[self] # 0;
                    await number = -ticket[self];
                    ticket[self] := 0;
                    if (~inbox[self]) waits[self] := FALSE;
                } or { \* nobody's window is open
                    await subscribed[self] = everything /\ joined = everything /\ IsOdd(state);
                    await ~open[self] \/ Without = "idle before even";
                    state := state + 1;
                } or { \* the process is dead, or has left
                    await owner # 0 /\ everything < MostSessions;
                    await dead[owner] \/ joins = Left \/ Without = "proof of death";
                    expected[self] := FALSE;
                    end();
                    if (Without = "odd before the owner goes") owner := 0
                    else if (Without # "odd before everything") state := Odd(state);
overForIt:          await alive[self];
                    if (Without = "odd before the owner goes") state := Odd(state);
                    everything := everything + 1;
frees:              await alive[self];
                    if (Without # "odd before the owner goes") owner := 0;
                    waits[self] := FALSE;
                } or { \* a start
                    await ~open[self] /\ changes < MostChanges;
                    changes := changes + 1;
                    open[self] := TRUE;
                    waits[self] := waits[self] \/ expected[self] \/ subscribed[self] # 0;
                    inbox[self] := subscribed[self] # 0;
                } or { \* COMPLETED: the change begins
                    await open[self] /\ ~waits[self] /\ ~torn;
                    bad := bad \/ Uses;
                    torn := TRUE;
                } or { \* and is done
                    await open[self] /\ ~waits[self] /\ torn;
                    bad := bad \/ Uses;
                    torn := FALSE;
                    open[self] := FALSE;
                } or { \* it was waited for in vain
                    await open[self] /\ waits[self] /\ ~torn;
                    open[self] := FALSE;
                }
            }
}

process (agent \in Peers)
    variables mine = 0;
{
peerWorks:  while (~dead[self]) {
                either { \* a slot
                    await session[self] = 0 /\ owner = 0 /\ (self = 11 \/ dead[11]);
                    owner := self;
claims:             mine := everything;
joinsFirst:         if (~dead[self]) {
                        joins := mine;
                        session[self] := mine;
                    }
                } or { \* everything is invalid
                    await session[self] > 0 /\ everything # session[self] /\ (ready[self] \/ ~curtain[self] \/ window[self]);
                    curtain[self] := TRUE;
                    ready[self] := FALSE;
                    window[self] := FALSE;
                    owes[self] := 0;
                    mustTell[self] := held[self];
                } or { \* it has dropped everything, and joins anew
                    await session[self] > 0 /\ everything # session[self] /\ ~ready[self] /\ curtain[self] /\ ~window[self];
                    await ~mustTell[self] \/ Without = "drop before joining anew";
                    mine := everything;
joinsAnew:          if (~dead[self]) {
                        joins := mine;
                        session[self] := mine;
                    }
                } or { \* the home has answered
                    await session[self] > 0 /\ ~ready[self] /\ joined = session[self];
                    next[self] := first;
                    ready[self] := TRUE;
                } or { \* readers may begin
                    await ready[self] /\ curtain[self] /\ ~IsOdd(state) /\ everything = session[self];
                    curtain[self] := FALSE;
                } or { \* a record
                    await ready[self] /\ number = next[self] /\ owes[self] = 0;
                    if (Without # "window before acknowledging") window[self] := TRUE;
                    windowState[self] := recordState;
                    mustTell[self] := held[self];
                    owes[self] := next[self];
                    next[self] := next[self] + 1;
                } or { \* its acknowledgement
                    await owes[self] # 0 /\ (~mustTell[self] \/ Without = "poll before acknowledging");
                    number := -owes[self];
                    owes[self] := 0;
                } or { \* its window has ended
                    await window[self] /\ owes[self] = 0 /\ state # windowState[self];
                    window[self] := FALSE;
                } or { \* its thread looks up under a begin
                    await ~curtain[self] /\ ~window[self] /\ ~held[self] /\ ~mustTell[self];
                    held[self] := TRUE;
                } or { \* and polls
                    await mustTell[self];
                    held[self] := FALSE;
                    mustTell[self] := FALSE;
                } or { \* the process is about to leave: what is owed is void
                    await ready[self];
                    curtain[self] := TRUE;
                    ready[self] := FALSE;
                    window[self] := FALSE;
                    owes[self] := 0;
                    mustTell[self] := held[self];
                    session[self] := Left;
                } or { \* and leaves, and may come back
                    await session[self] = Left /\ ~mustTell[self];
                    joins := Left;
                    session[self] := 0;
                }
            }
}

process (world = 0)
{
kills:      while (TRUE) {
                either { \* whatever it knew is forgotten
                    await alive[1] /\ begun[1];
                    alive[1] := FALSE;
                    open[1] := FALSE;
                    waits[1] := FALSE;
                    expected[1] := FALSE;
                    subscribed[1] := 0;
                    inbox[1] := FALSE;
                    ticket[1] := 0;
                    last[1] := 0;
                } or {
                    await ~dead[11];
                    dead[11] := TRUE;
                    held[11] := FALSE;
                    session[11] := 0;
                    ready[11] := FALSE;
                    next[11] := 0;
                    curtain[11] := TRUE;
                    window[11] := FALSE;
                    windowState[11] := 0;
                    mustTell[11] := FALSE;
                    owes[11] := 0;
                }
            }
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NobodyUsesWhatIsGone == ~bad

NobodyKeepsACopyOfWhatIsTorn == torn => IsOdd(state)

Reached == <<
    <<"a process takes a slot while there is no home", owner = 11 /\ ~begun[1]>>,
    <<"it is let in", session[11] # 0 /\ joined = session[11]>>,
    <<"a start waits for a thread of the peer's", open[1] /\ waits[1] /\ held[11]>>,
    <<"a change behind an acknowledgement", torn /\ number < 0 /\ alive[1]>>,
    <<"readers go on behind the end", changes = 1 /\ ~open[1] /\ ~IsOdd(state) /\ number < 0 /\ ~window[11]>>,
    <<"the home dies in a change, and readers are busy", torn /\ ~alive[1] /\ IsOdd(state) /\ ~begun[2]>>,
    <<"the second home waits for what a peer holds from before", waits[2] /\ expected[2] /\ held[11]>>,
    <<"it has mended what was half changed, and readers go on", begun[2] /\ ~open[2] /\ ~torn /\ ~IsOdd(state) /\ changes > 0>>,
    <<"a peer is killed, and another has its slot", dead[11] /\ joined # 0 /\ owner = 12 /\ session[12] = joined>>,
    <<"a record of an older session is acknowledged late", number < 0 /\ joined = everything /\ -number < first>> >>
Witnesses == Watch(Reached)
=============================================================================

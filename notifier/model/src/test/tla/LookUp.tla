------------------------------- MODULE LookUp -------------------------------
(***************************************************************************)
(* Protocols 3 and 5 of docs/memory-model.md: what a thread has looked up  *)
(* under a subscription, it drops before the memory goes.                  *)
(*                                                                         *)
(* A subscriber thread has two subscriptions over one page, of which the   *)
(* second is dormant at first. It looks the page up under either, uses it between polls, and drops it when a record *)
(* comes. A producer unmaps the page, and frees it when the record is      *)
(* acknowledged.                                                           *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "all states first",       \* the record is published before the second state is entered
    "states before wait",     \* both states are entered after the acknowledgement
    "look for windows",       \* the first reader of the second takes it that no window is open
    "wait",                   \* the memory goes when the record is published
    "begin",                  \* the thread looks up without asking whether a window is open
    "handle before release",  \* the record is released, and then handled
    "release released",       \* released in plain mode
    "acquire released" }      \* isAcknowledged reads it in plain mode

P == "producer"
S == "subscriber"
Turns == 4 \* of the subscriber

\* Places in memory: the two states, the ring, the table in which the page is looked up, uses of the page.
States == {"state 1", "state 2"}
Slot == "slot"
Sequence == "sequence"
Released == "released"
Table == "table"
Use == "use"

Memory0 == Fresh(
    [x \in States |-> [sequence |-> 0, windows |-> 0, dormant |-> x = "state 2"]] @@
    [x \in {Slot, Sequence, Released, Use} |-> 0] @@
    [x \in {Table} |-> "mapped"],
    {P, S})

Entered(m, x) ==
    Update(m, P, x, [Latest(m, x) EXCEPT !.sequence = @ + 1, !.windows = @ + 1], V)
Awake(m) == Update(m, S, "state 2", [Latest(m, "state 2") EXCEPT !.dormant = FALSE], V)
Left(m, x) == Update(m, P, x, [Latest(m, x) EXCEPT !.windows = @ - 1], V)
Late == Without = "states before wait"

(* --algorithm LookUp {

variables
    m = Memory0;
    held = FALSE;    \* S holds the address of the page
    turn = 0;
    counted = TRUE;  \* the window counts in state 2
    missed = FALSE;  \* the first reader of the second subscription has found the window
    freed = FALSE;
    known = TRUE;    \* all uses happened before the page was freed

fair process (producer = P)
{
open:       \* WindowTable.open
            m := Store(m, P, Slot, 1, V);
dormant:    \* SubscriptionState.enterWindow
            with (state \in Load(m, P, "state 2", V)) { m := state.mem; counted := ~state.val.dormant };
enter:      \* Window.enterAll
            if (~Late) m := Entered(m, "state 1");
enter2:     if (~Late /\ counted /\ Without # "all states first") m := Entered(m, "state 2");
publish:    \* Producer.orderMemoryAfterStates, Inbox.publish, SpscRecordRing.publish
            m := Store(ReleaseFence(m, P), P, Sequence, 1, R);
            if (Without = "all states first") {
enter3:         if (counted) m := Entered(m, "state 2");
            };
waitFor:    \* Inbox.isAcknowledged, SpscRecordRing.isReleased
            if (Without # "wait")
                with (released \in {r \in Load(m, P, Released, IF Without = "acquire released" THEN O ELSE A) : r.val = 1})
                    m := released.mem;
            if (Late) {
enterLate:      m := Entered(m, "state 1");
enterLate2:     if (counted) m := Entered(m, "state 2");
            };
free:       freed := TRUE;
            known := Knows(m, P, Use);
            m := Store(m, P, Table, "gone", O);
leave:      \* Window.leaveAll
            if (counted) m := Left(m, "state 2");
leave2:     m := Left(m, "state 1");
close:      m := Store(m, P, Slot, 2, R);
}

fair process (subscriber = S)
{
work:       while (turn < Turns) {
                turn := turn + 1;
                either {
                    await Latest(m, "state 2").dormant;
                    \* Subscription.notIdle
                    m := Awake(m);
look:               with (version \in Load(m, S, Slot, V)) {
                        m := version.mem;
                        missed := version.val = 1 /\ Without # "look for windows";
                    };
                }
                or {
                    \* tryReadBegin, the look-up, readRetry; no poll comes between
                    if (missed)
                        with (version \in Load(m, S, Slot, V)) { m := version.mem; missed := version.val = 1 };
begin:              with (x \in {y \in States : y = "state 1" \/ (~missed /\ ~Latest(m, "state 2").dormant)};
                          begun \in Load(m, S, x, A);
                          entry \in Load(begun.mem, S, Table, O);
                          ended \in Load(AcquireFence(entry.mem, S), S, x, O)) {
                        m := ended.mem;
                        if ((begun.val.windows = 0 \/ Without = "begin") /\ entry.val = "mapped" /\ ended.val = begun.val)
                            held := TRUE;
                    }
                }
                or {
                    await held;
                    m := Store(m, S, Use, turn, O);
                }
                or {
                    \* Subscriber.poll, SpscRecordRing.peek
                    with (sequence \in Load(m, S, Sequence, A)) {
                        await sequence.val = Latest(m, Released) + 1;
                        m := IF Without = "handle before release"
                             THEN Store(sequence.mem, S, Released, 1, R) ELSE sequence.mem;
                    };
handle:             \* the handler
                    held := FALSE;
release:            \* SpscRecordRing.release
                    m := Store(m, S, Released, 1, IF Without = "release released" THEN O ELSE R);
                }
                or skip;
            };
last:       \* a subscriber polls for ever; this one once more, if it has not taken the record
            if (Latest(m, Released) = 0) {
                with (sequence \in {s \in Load(m, S, Sequence, A) : s.val = 1}) m := sequence.mem;
                held := FALSE;
lastRelease:    m := Store(m, S, Released, 1, IF Without = "release released" THEN O ELSE R);
            }
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* Who holds it may use it at any time.
NobodyHoldsWhatIsFreed == freed => ~held /\ known

StartReturns == <>(pc[P] = "Done")

Reached == <<
    <<"the page is used", Latest(m, Use) > 0>>,
    <<"it is dropped after it was used", freed /\ Latest(m, Use) > 0>>,
    <<"it is dropped and the window is still open", pc[S] = "work" /\ Latest(m, Released) = 1 /\ ~freed>>,
    <<"it is looked up again after it was dropped, before it is freed",
        Latest(m, Released) = 1 /\ ~freed /\ pc[S] = "work" /\ turn = Turns>>,
    <<"the record is there and the page held", Latest(m, Sequence) = 1 /\ held>>,
    <<"the second is read first in a window that found it dormant", missed /\ ~counted>>,
    <<"that window is over, and it may be read", ~missed /\ ~counted /\ pc[P] = "Done" /\ pc[S] = "begin">>,
    <<"all is over", pc[P] = "Done" /\ pc[S] = "Done">> >>
Witnesses == Watch(Reached)
=============================================================================

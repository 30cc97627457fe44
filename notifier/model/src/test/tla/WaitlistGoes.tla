---------------------------- MODULE WaitlistGoes ----------------------------
(***************************************************************************)
(* Protocol 15 of docs/memory-model.md, where a waitlist that is found     *)
(* empty goes: what somebody puts in meanwhile is still found.             *)
(*                                                                         *)
(* A waitlist is empty, and stands where its party looks once it has let   *)
(* go. The party comes by after something else, and drops it; then it lets *)
(* go of the memory, and looks again. A producer puts that aside, in this  *)
(* waitlist, or in the next one too. Nobody else reaps. That whoever finds *)
(* all over frees once, for several parties, is LastToLetGo.               *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "done read",         \* the producer does not ask whether the waitlist goes
    "hold before done",  \* it asks, and then puts the hold in
    "second look",       \* the party does not look once more whether the waitlist is empty
    "done before look",  \* it looks once more, and then says that the waitlist goes
    "volatile",          \* holds, and that a waitlist goes, are written and read in weaker modes
    "next one owed" }    \* the next waitlist is not put where the party looks

Q == "producer"
P == "party"

\* Places in memory: the hold in the waitlist and in the next one, whether the waitlist goes, whether the next one stands
\* where the party looks, whether the party has let go, and whether somebody frees the memory. Whether the first one
\* stands where the party looks only the party writes.
Hold == "hold"
NextHold == "hold in the next"
Gone == "done"
NextOwed == "the next is owed"
LetGo == "let go"
Taken == "taken"
Places == {Hold, NextHold, Gone, NextOwed, LetGo, Taken}

Memory0 == Fresh([x \in Places |-> 0], {Q, P})

StoreMode == IF Without = "volatile" THEN R ELSE V
LoadMode == IF Without = "volatile" THEN A ELSE V

(* --algorithm WaitlistGoes {

variables
    m = Memory0;
    owed = TRUE;                           \* the waitlist stands where the party looks
    goes = FALSE;                          \* the producer has found that it goes
    found = [t \in {Q, P} |-> FALSE];      \* what a thread has looked at was as it must be to go on
    frees = 0;
    bad = FALSE;                           \* it was freed before the party has let go, or that did not happen before

\* HeldMemory.tryFree
macro free() {
    if (Latest(m, Taken) = 0) {
        frees := frees + 1;
        bad := bad \/ ~Knows(m, self, LetGo) \/ Latest(m, LetGo) = 0;
    };
    m := Update(m, self, Taken, 1, V);
}

process (producer \in {Q})
{
early:      if (Without = "hold before done") {
                with (d \in Load(m, Q, Gone, V)) { m := d.mem; goes := d.val = 1; };
            };
put:        \* Quarantine.add
            m := Store(m, Q, Hold, 1, StoreMode);
done:       if (Without \notin {"done read", "hold before done"}) {
                with (d \in Load(m, Q, Gone, LoadMode)) { m := d.mem; goes := d.val = 1; };
            };
next:       if (goes) m := Store(m, Q, NextHold, 1, StoreMode);
owe:        \* OwedWaitlists.add
            if (goes /\ Without # "next one owed") m := Store(m, Q, NextOwed, 1, V);
fence:      \* HeldMemory.askAndTryFree
            m := FullFence(m, Q);
ask:        with (l \in Load(m, Q, LetGo, A)) { m := l.mem; found[Q] := l.val = 1; };
take:       if (found[Q]) free();
}

process (party \in {P})
{
fenceFirst: \* it has let go of something else: OwedWaitlists.free
            m := FullFence(m, P);
empty:      with (h \in Load(m, P, Hold, LoadMode)) { m := h.mem; found[P] := h.val = 0; };
            if (~found[P]) goto letGo; \* the memory's hold is there, and is not over
drop:       \* Quarantine.drop
            if (Without # "done before look") m := Store(m, P, Gone, 1, StoreMode);
again:      if (Without # "second look") {
                with (h \in Load(m, P, Hold, LoadMode)) { m := h.mem; found[P] := h.val = 0; };
            };
dropLate:   if (Without = "done before look") m := Store(m, P, Gone, 1, StoreMode);
out:        owed := ~found[P];
letGo:      \* SpscRecordRing.release
            m := Store(m, P, LetGo, 1, R);
partyFence: \* ParkingSpot.wake
            m := FullFence(m, P);
look:       \* OwedWaitlists.free
            with (h \in Load(m, P, Hold, LoadMode)) { m := h.mem; found[P] := owed /\ h.val = 1; };
reap:       if (found[P]) free();
lookNext:   with (o \in Load(m, P, NextOwed, V)) { m := o.mem; found[P] := o.val = 1; };
holdNext:   if (found[P]) {
                with (h \in Load(m, P, NextHold, LoadMode)) { m := h.mem; found[P] := h.val = 1; };
            };
reapNext:   if (found[P]) free();
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

FreedOnce == frees <= 1

NobodyUsesWhatIsFreed == ~bad

AllDone == \A t \in {Q, P} : pc[t] = "Done"

NotForgotten == AllDone => frees = 1

Reached == <<
    <<"the waitlist goes, and the hold comes into the next one", AllDone /\ ~owed /\ goes>>,
    <<"it is to go, and stays for the hold", AllDone /\ owed /\ Latest(m, Gone) = 1>>,
    <<"the hold stands in both", AllDone /\ owed /\ goes>>,
    <<"it is there before the party comes by", AllDone /\ Latest(m, Gone) = 0>>,
    <<"the producer frees it", pc[Q] = "Done" /\ found[Q]>>,
    <<"the party frees it in the first one", pc[P] = "lookNext" /\ frees = 1 /\ ~found[Q]>>,
    <<"in the next one", AllDone /\ ~owed /\ ~found[Q]>> >>
Witnesses == Watch(Reached)
=============================================================================

---------------------------- MODULE LastToLetGo ----------------------------
(***************************************************************************)
(* Protocol 15 of docs/memory-model.md: memory is freed once, when all     *)
(* have let go, by the last of them or by who has put it aside.            *)
(*                                                                         *)
(* A producer puts memory aside that two parties hold, with a hold for     *)
(* each in the waitlist where that party looks. Nobody else reaps. That    *)
(* what a party did happened before it has let go is PublishAcknowledge.   *)
(*                                                                         *)
(* Both holds are put aside in one step, as each party looks at its own;   *)
(* and whether both are over is read in one step, as none goes back: who   *)
(* reads one after the other, and finds both over, finds them so at the    *)
(* second, and who does not, not at one of the two.                        *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "producer asks",         \* the producer arms it, and does not ask its holders
    "party's fence",         \* a party looks at its waitlist without a fence behind its last use
    "all holds",             \* it is freed when one's own hold is over
    "over before all",       \* one looks whether all have let go, and then remembers that one's own has
    "volatile over",         \* that a hold is over is written and read in weaker modes
    "get-and-set" }          \* it is read whether it is freed, and then written

Q == "producer"
Parties == {"one", "other"}
Threads == {Q} \union Parties

\* Places in memory: of each party, its hold in its waitlist, whether it has let go, whether its hold is known to be
\* over; whether the memory is armed, and whether somebody frees it.
Owed == [p \in Parties |-> "owed by " \o p]
LetGo == [p \in Parties |-> "let go by " \o p]
Over == [p \in Parties |-> "over for " \o p]
Armed == "armed"
Taken == "taken"
Places == {Owed[p] : p \in Parties} \union {LetGo[p] : p \in Parties} \union {Over[p] : p \in Parties}
            \union {Armed, Taken}

Memory0 == Fresh([x \in Places |-> 0], Threads)

OverMode == IF Without = "volatile over" THEN R ELSE V
OverLoad == IF Without = "volatile over" THEN A ELSE V

(* --algorithm LastToLetGo {

variables
    m = Memory0;
    frees = 0;
    asked = {};                        \* the parties that the producer has asked
    all = [t \in Threads |-> TRUE];    \* whether all that a thread has looked at was as it must be to free
    mine = [t \in Threads |-> FALSE];  \* whether it is the one that frees
    bad = FALSE;                       \* it was freed before all have let go, or that did not happen before

\* HeldMemory.isLetGo
macro look() {
    with (one \in IF Without = "all holds" /\ self \in Parties
                  THEN {[mem |-> m, val |-> 1]}
                  ELSE Load(m, self, Over["one"], OverLoad)) {
        with (other \in IF Without = "all holds" /\ self \in Parties
                        THEN {[mem |-> one.mem, val |-> 1]}
                        ELSE Load(one.mem, self, Over["other"], OverLoad)) {
            m := other.mem;
            all[self] := all[self] /\ one.val = 1 /\ other.val = 1;
        };
    };
}

\* HeldMemory.tryFree
macro take() {
    if (Without = "get-and-set") {
        with (t \in Load(m, self, Taken, V)) { m := t.mem; mine[self] := t.val = 0; };
    } else {
        mine[self] := Latest(m, Taken) = 0;
        m := Update(m, self, Taken, 1, V);
    };
    if (mine[self]) {
        frees := frees + 1;
        bad := bad \/ \E p \in Parties : ~Knows(m, self, LetGo[p]) \/ Latest(m, LetGo[p]) = 0;
    };
}

process (producer \in {Q})
{
put:        \* Quarantine.add: into the waitlists, and where the parties look
            m := Store(Store(m, Q, Owed["one"], 1, V), Q, Owed["other"], 1, V);
arm:        m := Store(m, Q, Armed, 1, V);
fence:      \* HeldMemory.askAndTryFree
            if (Without = "producer asks") asked := Parties
            else m := FullFence(m, Q);
ask:        while (asked # Parties) {
                with (p = IF "one" \in asked THEN "other" ELSE "one") {
                    \* HeldMemory.Hold.isOver
                    asked := asked \union {p};
                    with (l \in Load(m, Q, LetGo[p], A)) {
                        m := IF l.val = 1 THEN Store(l.mem, Q, Over[p], 1, OverMode) ELSE l.mem;
                    };
                };
            };
look:       look();
take:       if (all[Q]) {
                take();
                if (Without = "get-and-set") {
taken:              m := Store(m, Q, Taken, 1, V);
                };
            };
}

process (party \in Parties)
{
letGo:      \* SpscRecordRing.release
            m := Store(m, self, LetGo[self], 1, R);
partyFence: \* ParkingSpot.wake
            if (Without # "party's fence") m := FullFence(m, self);
owed:       \* OwedWaitlists.free
            with (o \in Load(m, self, Owed[self], V)) { m := o.mem; all[self] := o.val = 1; };
            if (~all[self]) goto Done;
over:       \* HeldMemory.Hold.isOver: its own record is released
            if (Without # "over before all") m := Store(m, self, Over[self], 1, OverMode);
armed:      with (a \in Load(m, self, Armed, V)) { m := a.mem; all[self] := a.val = 1; };
            if (~all[self] /\ Without # "over before all") goto Done;
lookAll:    look();
takeIt:     if (Without = "over before all") m := Store(m, self, Over[self], 1, V)
            else if (all[self]) {
                take();
                if (Without = "get-and-set") {
takenIt:            m := Store(m, self, Taken, 1, V);
                };
            };
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

FreedOnce == frees <= 1

NobodyUsesWhatIsFreed == ~bad

NotForgotten == (\A t \in Threads : pc[t] = "Done") => frees = 1

Reached == <<
    <<"freed by the producer, for both", frees = 1 /\ mine[Q] /\ \A p \in Parties : pc[p] = "partyFence">>,
    <<"freed by the one", mine["one"]>>,
    <<"and the other", mine["other"]>>,
    <<"two find that all have let go",
            pc[Q] = "take" /\ all[Q] /\ \E p \in Parties : pc[p] = "takeIt" /\ all[p]>>,
    <<"a party looks before the hold is there",
            \E p \in Parties : pc[p] = "Done" /\ Latest(m, Owed[p]) = 0>>,
    <<"and one before it is armed",
            \E p \in Parties : pc[p] = "Done" /\ Latest(m, Over[p]) = 1 /\ Latest(m, Armed) = 0>>,
    <<"all is over", \A t \in Threads : pc[t] = "Done">> >>
Witnesses == Watch(Reached)
=============================================================================

----------------------------- MODULE QuietSpace -----------------------------
(***************************************************************************)
(* Protocol 12 of docs/memory-model.md: a start in a space that nobody has *)
(* subscribed to needs no fence.                                           *)
(*                                                                         *)
(* A producer opens a window over a range B, and one over S's range A, in  *)
(* one slot. S comes, as the first, or while another one does. What S does *)
(* with what it finds is in StartMeetsSubscribe.                           *)
(*                                                                         *)
(* A halt is not of the Java memory model: who has brought every thread to *)
(* a halt sees all that was written before, and what it knew, each thread  *)
(* sees afterwards. So no two accesses of which one could come before the  *)
(* halt, and one behind, are one step here.                                *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "halt",                   \* no thread is halted
    "quiet before halt",      \* all are halted, and then the space is no longer quiet
    "halt before ended",      \* who comes second goes on before all are halted
    "end before insert",      \* the newcomer comes into the tree and looks for windows, and then halts
    "ask again",              \* the producer does not ask again when the window is in its slot
    "slot before ask",        \* it asks again before the window is in its slot
    "volatile start",         \* a window that has to tell after all begins anew in release mode
    "start after all" }       \* it tells, but does not begin anew

P == "producer"
F == "first"
S == "subscriber"
Plan == <<"B", "A">>

\* The phases of a slot; a version is 8 * windows that were + phase.
Free == 0
Starting == 1
Opened == 3
Window(version) == version \div 8

\* Places in memory: whether the space is quiet, and whether that is over; the others as in StartMeetsSubscribe.
Quiet == "quiet"
Ended == "ended"
Root == "root"
Version == "version"
Bounds == "bounds"

Memory0 == Fresh(
    [x \in {Quiet} |-> TRUE] @@ [x \in {Ended} |-> FALSE] @@
    [x \in {Root} |-> {}] @@
    [x \in {Bounds} |-> "none"] @@
    [x \in {Version} |-> 0],
    {P, F, S})

Halt(m, t) ==
    LET all      == [x \in DOMAIN m.log |-> Len(m.log[x])]
        Seen(v)  == [u \in DOMAIN v |-> IF u = t THEN all ELSE Join(v[u], m.view[t])] IN
    IF Without = "halt" THEN m ELSE [m EXCEPT !.view = Seen(@), !.shown = Seen(@)]

Prepared(m, range) == Store(ReleaseFence(m, P), P, Bounds, range, O)

(* --algorithm QuietSpace {

variables
    isFirst \in BOOLEAN;   \* S halts all itself
    m = Memory0;
    n = 0;                 \* windows that P has begun
    number = 0;            \* windows of its slot that were; one that begins anew is another
    quietly = FALSE;       \* P takes the space for quiet
    hit = FALSE;           \* Window.hits holds S
    missed = {};           \* JoinedWindows: versions
    found = 0;             \* the version that S has found

fair process (producer = P)
{
open:       while (n < Len(Plan)) {
                \* Producer.open, QuietSpace.isQuiet
                with (quiet \in Load(m, P, Quiet, O)) { m := quiet.mem; quietly := quiet.val };
                n := n + 1;
                hit := FALSE;
                if (quietly) {
askEarly:           if (Without = "slot before ask")
                        with (quiet \in Load(m, P, Quiet, O)) { m := quiet.mem; quietly := quiet.val };
openQuietly:        \* WindowTable.openQuietly
                    m := Store(Prepared(m, Plan[n]), P, Version, 8 * number + Opened, O);
askAgain:           if (Without \notin {"ask again", "slot before ask"})
                        with (quiet \in Load(m, P, Quiet, O)) { m := quiet.mem; quietly := quiet.val };
                    if (~quietly) {
startAfterAll:          \* WindowTable.startAfterAll
                        if (Without # "start after all") {
                            number := number + 1;
                            m := Store(m, P, Version, 8 * number + Starting,
                                       IF Without = "volatile start" THEN R ELSE V);
                        }
                    }
                }
                else {
starting:           \* WindowTable.open
                    m := Store(Prepared(m, Plan[n]), P, Version, 8 * number + Starting, V);
                };
collect:        \* Window.collect
                if (~quietly) {
                    with (root \in Load(m, P, Root, V)) {
                        m := root.mem;
                        hit := Plan[n] = "A" /\ S \in root.val;
                    };
told:               \* WindowTable.told
                    m := Store(m, P, Version, 8 * number + Opened, R);
                };
change:         skip;
close:          \* WindowTable.close
                number := number + 1;
                m := Store(m, P, Version, 8 * number, R);
            }
}

\* QuietSpace.end, under its lock
fair process (halting \in {F, S})
{
first:      if (isFirst = (self = S)) {
                if (Without = "end before insert" /\ self = S) goto insert;
quiet:          if (Without # "quiet before halt") m := Store(m, self, Quiet, FALSE, V);
endedEarly:     if (Without = "halt before ended") m := Store(m, self, Ended, TRUE, V);
halt:           m := Halt(m, self);
quietLate:      if (Without = "quiet before halt") m := Store(m, self, Quiet, FALSE, V);
ended:          if (Without # "halt before ended") m := Store(m, self, Ended, TRUE, V);
            }
            else if (self = S)
                with (ended \in {e \in Load(m, S, Ended, V) : e.val}) m := ended.mem;
second:     if (self = F) goto Done;
insert:     \* Registry.join, IntervalTree.insert
            m := Update(m, S, Root, Latest(m, Root) \cup {S}, V);
look:       \* Registry.forEachWindow, WindowTable.version
            with (version \in Load(m, S, Version, V)) { m := version.mem; found := version.val };
            if (found % 8 # Free) {
hits:           \* WindowTable.hits: bounds, acquire fence, version
                with (bounds \in Load(m, S, Bounds, O);
                      again \in Load(AcquireFence(bounds.mem, S), S, Version, V)) {
                    m := again.mem;
                    if (bounds.val = "A" \/ Window(again.val) # Window(found))
                        missed := {found};
                };
            };
haltLate:   if (Without = "end before insert" /\ isFirst) {
                m := Store(m, S, Quiet, FALSE, V);
haltLate2:      m := Halt(m, S);
            };
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* For each open window over A: S is among its hits, or knows that it has missed it.
NobodyIsMissed ==
    pc[S] = "Done" /\ pc[P] \in {"change", "close"} /\ Plan[n] = "A"
        => hit \/ \E version \in missed : Window(version) = number

Reached == <<
    <<"a quiet window is open while S looks", quietly /\ pc[P] = "close" /\ pc[S] = "look">>,
    <<"S has missed a quiet window", quietly /\ missed # {} /\ pc[P] = "close" /\ Plan[n] = "A">>,
    <<"P asks again, and begins anew", pc[P] = "collect" /\ number >= n>>,
    <<"S finds a window that is to begin anew",
        pc[P] = "startAfterAll" /\ found % 8 = Opened /\ Window(found) = number>>,
    <<"a window hits S", hit>>,
    <<"S has waited for another one who halts", ~isFirst /\ pc[S] = "look">>,
    <<"all are halted between slot and question", pc[P] = "askAgain" /\ pc[S] = "ended">> >>
Witnesses == Watch(Reached)
=============================================================================

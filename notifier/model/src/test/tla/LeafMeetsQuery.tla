--------------------------- MODULE LeafMeetsQuery ---------------------------
(***************************************************************************)
(* Protocol 7 of docs/memory-model.md with protocol 1: a query that misses *)
(* an interval which was put in place is seen by who has put it there; and *)
(* what is put in place while the branch is copied is in the copy, or made *)
(* again. LeafUpdate has all else, in a simple memory.                     *)
(*                                                                         *)
(* A root has one branch with one leaf. The inserter puts X into it: in    *)
(* place, or if the gate is closed by a copy; then it looks at a word. The *)
(* copier copies the branch once. The query writes the word, and looks for *)
(* X.                                                                      *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "volatile close",         \* the gate is closed in release mode
    "volatile slot",          \* entries are put in by a compare-and-set in release mode
    "volatile query" }        \* a query reads root, slot and state in acquire mode

I == "inserter"
C == "copier"
Q == "query"

Root == "root"
Word == "word"
SlotOf == <<"slot 1", "slot 2", "slot 3", "slot 4">>
GateOf == <<"gate 1", "gate 2", "gate 3", "gate 4">>
State == "state"

Memory0 == Fresh(
    [x \in {Root} |-> 1] @@
    [x \in {Word} |-> 0] @@
    [x \in {SlotOf[b] : b \in 1..4} |-> "nothing"] @@
    [x \in {GateOf[b] : b \in 1..4} |-> FALSE] @@
    [x \in {State} |-> "undecided"],
    {I, C, Q})

SlotMode == IF Without = "volatile slot" THEN R ELSE V
Mode(t) == IF t = Q /\ Without = "volatile query" THEN A ELSE V

(* --algorithm LeafMeetsQuery {

variables
    m = Memory0;
    branches = 1;
    has = [t \in {I, C, Q} |-> FALSE];   \* whether X counts, as a thread has found
    refused = FALSE;

\* LeafSlots.entries, Entries.decided: a slot holds nothing, X undecided, or X that counts anyway.
procedure settle(at = 1)
    variables shut = FALSE, is = "undecided";
{
look:   with (found \in Load(m, self, SlotOf[at], Mode(self))) {
            m := found.mem;
            has[self] := found.val # "nothing";
            if (found.val # "put") goto settled;
        };
read:   with (found \in Load(m, self, State, Mode(self))) {
            m := found.mem;
            has[self] := found.val = "counts";
            if (found.val # "undecided") goto settled;
        };
gate:   with (found \in Load(m, self, GateOf[at], V)) { m := found.mem; shut := found.val };
decide: if (Latest(m, State) = "undecided")
            m := Update(m, self, State, IF shut THEN "refused" ELSE "counts", V);
        has[self] := Latest(m, State) = "counts";
settled:
        return;
}

process (inserter = I)
    variables within = 1, closed = FALSE, word = 0, copy = 0;
{
find:       with (found \in Load(m, I, Root, V)) { m := found.mem; within := found.val };
replace:    m := Update(m, I, SlotOf[within], "put", SlotMode);
gateNow:    with (found \in Load(m, I, GateOf[within], V)) { m := found.mem; closed := found.val };
decideNow:  if (Latest(m, State) = "undecided")
                m := Update(m, I, State, IF closed THEN "refused" ELSE "counts", V);
            if (Latest(m, State) = "counts") goto readWord;
again:      refused := TRUE;
            with (found \in Load(m, I, Root, V)) { m := found.mem; within := found.val };
make:       copy := branches + 1;
            branches := branches + 1;
            m := Store(m, I, SlotOf[branches], "X", O);
publish:    if (Latest(m, Root) = within) m := Update(m, I, Root, copy, V)
            else goto again;
readWord:   with (found \in Load(m, I, Word, V)) { m := found.mem; word := found.val };
}

process (copier = C)
    variables from = 1, made = 0;
{
ask:        with (found \in Load(m, C, Root, V)) { m := found.mem; from := found.val };
close:      m := Store(m, C, GateOf[from], TRUE, IF Without = "volatile close" THEN R ELSE V);
content:    call settle(from);
copy:       made := branches + 1;
            branches := branches + 1;
            m := Store(m, C, SlotOf[branches], IF has[C] THEN "X" ELSE "nothing", O);
swap:       if (Latest(m, Root) = from) m := Update(m, C, Root, made, V);
}

process (query = Q)
    variables asked = 1;
{
write:      m := Store(m, Q, Word, 1, V);
askRoot:    with (found \in Load(m, Q, Root, Mode(Q))) { m := found.mem; asked := found.val };
look2:      call settle(asked);
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NobodyIsMissed == (pc[I] = "Done" /\ pc[Q] = "Done" /\ word = 0) => has[Q]

XIsNotLost ==
    (pc[I] = "Done" /\ pc[C] = "Done") =>
        LET e == Latest(m, SlotOf[Latest(m, Root)]) IN e = "X" \/ (e = "put" /\ Latest(m, State) = "counts")

Reached == <<
    <<"X is in its slot, undecided", pc[I] = "gateNow">>,
    <<"X is refused", refused>>,
    <<"a copy holds X", pc[C] = "Done" /\ has[C]>>,
    <<"a query misses X", pc[I] = "Done" /\ pc[Q] = "Done" /\ ~has[Q]>>,
    <<"a query finds X before its inserter knows", pc[Q] = "Done" /\ has[Q] /\ pc[I] = "gateNow">> >>
Witnesses == Watch(Reached)
=============================================================================

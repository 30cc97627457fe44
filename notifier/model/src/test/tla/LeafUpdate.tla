----------------------------- MODULE LeafUpdate -----------------------------
(***************************************************************************)
(* Protocol 7 of docs/memory-model.md, for leaves that are replaced in     *)
(* place: no update is lost, none takes effect in a branch that was copied *)
(* or is held by a snapshot, and a snapshot is of one moment. Memory is    *)
(* simple here, as all accesses are volatile: what weaker modes would do   *)
(* is in LeafMeetsQuery.                                                   *)
(*                                                                         *)
(* A root has a left and a right branch, each with one leaf. The updater   *)
(* inserts X into the left leaf, and then W into the right one, which is   *)
(* one step here, as nobody else changes that leaf. The other              *)
(* inserts Y into the left leaf: in place, or by a copy of the branch, as  *)
(* if the leaf were full. Whoever finds the gate closed copies, too. The   *)
(* taker takes a snapshot, and reads left, right, and left again.          *)
(***************************************************************************)
EXTENDS Integers, Sequences, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "decide",                 \* who meets undecided entries takes them as they are
    "look at the gate",       \* entries count as soon as they are in their slot
    "look behind the slot",   \* the gate is looked at before, and not again
    "close before copy",      \* a branch is copied while its gate is open
    "decide before copy",     \* a copy takes undecided entries for refused
    "compare slot",           \* entries are written without comparing
    "compare state",          \* who decides writes without comparing
    "compare root",           \* a copy replaces whatever root there is
    "entries before",         \* refused entries are taken for those that count
    "advance",                \* a snapshot is taken without a new epoch
    "look again" }            \* a snapshot is the root that was read before the new epoch

U == "updater"
C == "other"
T == "taker"

\* Entries: what they hold, what those before them held, and where it stands whether they count; 0 if they do anyway.
Counting(items) == [items |-> items, prior |-> {}, state |-> 0]

(* --algorithm LeafUpdate {

variables
    root = [left |-> 1, right |-> 2];
    epoch = 0;
    slot = << Counting({}), Counting({}) >>;      \* of each branch
    closed = << FALSE, FALSE >>;
    born = << 0, 0 >>;
    state = << >>;                                \* of entries that were put in place
    got = [t \in {U, C, T} |-> Counting({})];
    refused = 0;
    helped = 0;
    lost = 0;

\* LeafSlots.entries, Entries.decided
procedure settle(at = 1)
    variables seen = Counting({}), shut = FALSE;
{
look:   seen := slot[at];
        if (seen.state = 0 \/ (Without = "decide" /\ self # C)) { got[self] := seen; goto settled };
read:   if (state[seen.state] = "counts") { got[self] := seen; goto settled }
        else if (state[seen.state] = "refused" \/ (Without = "decide before copy" /\ closed[at])) {
            got[self] := IF Without = "entries before" THEN seen ELSE Counting(seen.prior);
            goto settled
        };
gate:   shut := closed[at];
clock:  shut := shut \/ epoch # born[at];
decide: if (state[seen.state] = "undecided" \/ Without = "compare state") {
            state[seen.state] := IF shut THEN "refused" ELSE "counts";
            helped := 1;
        };
        got[self] := IF state[seen.state] = "counts" \/ Without = "entries before"
                     THEN seen ELSE Counting(seen.prior);
settled:
        return;
}

procedure insert(item = "", inPlace = TRUE)
    variables within = [left |-> 1, right |-> 2], branch = 1, mine = 0, wasClosed = FALSE, now = 0;
{
find:   within := root;
        branch := root.left;
        if (~inPlace) goto close;
entries:
        call settle(branch);
before: if (Without = "look behind the slot") wasClosed := closed[branch] \/ epoch # born[branch];
replace:    \* LeafSlots.replace
        if (wasClosed) goto close
        else if (slot[branch] = got[self] \/ Without = "compare slot") {
            state := Append(state, IF Without \in {"look at the gate", "look behind the slot"}
                                   THEN "counts" ELSE "undecided");
            mine := Len(state);
            slot[branch] := [items |-> got[self].items \cup {item}, prior |-> got[self].items, state |-> mine];
        }
        else {
            lost := 1;
            if (closed[branch] \/ epoch # born[branch]) goto again else goto find
        };
gateNow:
        wasClosed := closed[branch];
clockNow:
        wasClosed := wasClosed \/ epoch # born[branch];
decideNow:
        if (state[mine] = "undecided" \/ (Without = "compare state" /\ mine > 0))
            state[mine] := IF wasClosed THEN "refused" ELSE "counts";
        if (state[mine] = "counts") goto done
        else refused := 1;
again:  within := root;
        branch := root.left;
close:      \* LeafBranch.insert
        if (Without # "close before copy") closed[branch] := TRUE;
content:
        call settle(branch);
make:   now := epoch;
publish:    \* SnapshotRoot.update
        if (root = within \/ Without = "compare root") {
            slot := Append(slot, Counting(got[self].items \cup {item}));
            closed := Append(closed, FALSE);
            born := Append(born, now);
            root := [within EXCEPT !.left = Len(slot)];
        }
        else { lost := 1; goto again };
done:   return;
}

process (updater = U)
{
insertX:    call insert("X", TRUE);
insertW:    if (born[root.right] = epoch) slot[root.right] := Counting({"W"})
            else {
                slot := Append(slot, Counting({"W"}));
                closed := Append(closed, FALSE);
                born := Append(born, epoch);
                root := [root EXCEPT !.right = Len(slot)];
            };
}

process (other = C)
{
insertY:    either call insert("Y", TRUE) or call insert("Y", FALSE);
}

process (taker = T)
    variables held = [left |-> 1, right |-> 2], takenLeft = {}, takenRight = {}, takenAgain = {};
{
take:       held := root;
advance:    if (Without # "advance") epoch := epoch + 1;
second:     if (Without # "look again" /\ root # held) goto take;
readLeft:   call settle(held.left);
gotLeft:    takenLeft := got[T].items;
            call settle(held.right);
gotRight:   takenRight := got[T].items;
            call settle(held.left);
gotAgain:   takenAgain := got[T].items;
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* What counts in a leaf.
Now(b) ==
    LET e == slot[b] IN
    IF e.state = 0 THEN e.items ELSE IF state[e.state] = "counts" THEN e.items ELSE e.prior

\* The taker sees the same whenever it looks; and as W came after X, it does not see W alone.
SnapshotIsOfOneMoment ==
    pc[T] = "Done" => /\ takenLeft = takenAgain
                      /\ "W" \in takenRight => "X" \in takenLeft

NoUpdateIsLost ==
    (pc[U] = "Done" /\ pc[C] = "Done") => Now(root.left) = {"X", "Y"} /\ Now(root.right) = {"W"}

Reached == <<
    <<"entries are put in place", Len(state) > 0>>,
    <<"entries are refused", refused > 0>>,
    <<"somebody else decides", helped > 0>>,
    <<"an update loses and is made again", lost > 0 /\ pc[U] = "Done" /\ pc[C] = "Done">>,
    <<"a snapshot without what was refused", pc[T] = "Done" /\ takenLeft = {} /\ refused > 0>>,
    <<"a snapshot with X and W", pc[T] = "Done" /\ "W" \in takenRight>>,
    <<"a snapshot with W, put in place", pc[T] = "Done" /\ "W" \in takenRight /\ root.right = 2>>,
    <<"a snapshot is taken twice", epoch = 2>> >>
Witnesses == Watch(Reached)
=============================================================================

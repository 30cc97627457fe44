--------------------------- MODULE UpdateAndQuery ---------------------------
(***************************************************************************)
(* Protocol 7 of docs/memory-model.md: a snapshot is whole, no update is   *)
(* lost, and of two threads that race for an interval one wins.            *)
(*                                                                         *)
(* A root has a left and a right node; an interval has a piece in each, as *)
(* the areas of one update may have. Z is there, X is not. Two threads     *)
(* both insert X, and then take Z out. A third one queries. It may come at *)
(* any time, so nothing more would be seen if it did again.                *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "fields before root",     \* an interval is inserted, and then written
    "release root",           \* the root is written in plain mode
    "acquire root",           \* a query reads it in plain mode
    "one root",               \* a query reads it again for the right node
    "copy",                   \* an update writes into the nodes that are there
    "one step",               \* it replaces the left node, and then the right one
    "compare root",           \* it writes the root without comparing
    "make again",             \* who loses tries again with what it has made before
    "compare claim",          \* an insert asks whether the interval is claimed, and then claims it
    "compare remove" }        \* a removal that loses answers what its first root held

Updaters == {"first", "second"}
Q == "query"

\* Places in memory: the root, X's claim, what was done before X was inserted, and the nodes of each attempt.
Root == "root"
Claim == "claim"
Before == "before"
Attempts == 1..4
LeftOf == <<"left 1", "left 2", "left 3", "left 4">>
RightOf == <<"right 1", "right 2", "right 3", "right 4">>
LeftAt(root) == IF root.left = 0 THEN "left" ELSE LeftOf[root.left]
RightAt(root) == IF root.right = 0 THEN "right" ELSE RightOf[root.right]

Blank == {"blank"}

Memory0 == Fresh(
    [x \in {Root} |-> [left |-> 0, right |-> 0]] @@
    [x \in {Claim, Before} |-> FALSE] @@
    [x \in {"left", "right"} |-> {"Z"}] @@
    [x \in {LeftOf[k] : k \in Attempts} \cup {RightOf[k] : k \in Attempts} |-> Blank],
    Updaters \cup {Q})

Made(m, t, root, content) ==
    Store(Store(m, t, LeftAt(root), content, O), t, RightAt(root), content, O)
Replaced(m, t, root) == Update(m, t, Root, root, IF Without = "release root" THEN O ELSE V)
Wins(m, seen) == Latest(m, Root) = seen \/ Without = "compare root"

(* --algorithm UpdateAndQuery {

variables
    m = Memory0;
    attempts = 0;     \* each makes nodes of its own
    inserted = 0;     \* threads that were told that they have inserted X
    removed = 0;      \* and that they have taken Z out
    lost = 0;         \* attempts that have lost a race

process (updater \in Updaters)
    variables seen = [left |-> 0, right |-> 0], next = seen, had = FALSE, claimed = FALSE;
{
claim:      \* IntervalTree.insert, Interval.claim
            claimed := ~Latest(m, Claim);
            if (Without = "compare claim") {
                if (~claimed) goto remove;
claimLate:      m := Store(m, self, Claim, TRUE, V);
            }
            else if (claimed) m := Update(m, self, Claim, TRUE, V)
            else goto remove;
write:      if (Without # "fields before root") m := Store(m, self, Before, TRUE, O);
insert:     \* SnapshotRoot.update, IntervalSnapshot.with
            with (root \in Load(m, self, Root, V); content \in Load(root.mem, self, LeftAt(root.val), O)) {
                seen := root.val;
                next := IF Without = "copy" THEN root.val ELSE [left |-> attempts + 1, right |-> attempts + 1];
                attempts := IF Without = "copy" THEN attempts ELSE attempts + 1;
                m := Made(content.mem, self, next, content.val \cup {"X"});
            };
replace:    \* VarHandle.compareAndSet
            if (Wins(m, seen)) {
                m := Replaced(m, self, IF Without = "one step" THEN [next EXCEPT !.right = seen.right] ELSE next);
                inserted := inserted + 1;
            }
            else {
                lost := lost + 1;
                if (Without = "make again") { seen := Latest(m, Root); goto replace } else goto insert;
            };
second:     if (Without = "one step") m := Replaced(m, self, next)
            else if (Without = "fields before root") m := Store(m, self, Before, TRUE, O);
remove:     \* IntervalTree.remove, IntervalSnapshot.without
            with (root \in Load(m, self, Root, V); content \in Load(root.mem, self, LeftAt(root.val), O)) {
                seen := root.val;
                if ("Z" \notin content.val) {
                    m := content.mem;
                    if (had /\ Without = "compare remove") removed := removed + 1;
                    goto Done;
                }
                else {
                    had := TRUE;
                    next := IF Without = "copy" THEN root.val ELSE [left |-> attempts + 1, right |-> attempts + 1];
                    attempts := IF Without = "copy" THEN attempts ELSE attempts + 1;
                    m := Made(content.mem, self, next, content.val \ {"Z"});
                };
            };
replace2:   if (Wins(m, seen)) {
                m := Replaced(m, self, next);
                removed := removed + 1;
            }
            else {
                lost := lost + 1;
                if (Without = "make again") { seen := Latest(m, Root); goto replace2 } else goto remove;
            }
}

process (query = Q)
    variables held = [left |-> 0, right |-> 0], left = {}, right = {}, before = TRUE;
{
snapshot:   \* SnapshotRoot.content
            with (found \in Load(m, Q, Root, IF Without = "acquire root" THEN O ELSE V)) {
                m := found.mem;
                held := found.val;
            };
readLeft:   with (node \in Load(m, Q, LeftAt(held), O)) { m := node.mem; left := node.val };
again:      if (Without = "one root")
                with (found \in Load(m, Q, Root, V)) { m := found.mem; held := found.val };
readRight:  with (node \in Load(m, Q, RightAt(held), O)) { m := node.mem; right := node.val };
readBefore: if ("X" \in left)
                with (done \in Load(m, Q, Before, O)) { m := done.mem; before := done.val };
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* All that a query reads is of one moment, and whoever finds X sees what was before its insertion.
SnapshotsAreWhole == pc[Q] = "Done" => left = right /\ left # Blank /\ before

\* Each update takes effect once, and its thread is told so.
UpdatesCountOnce ==
    (\A t \in Updaters : pc[t] = "Done") =>
        /\ inserted = 1
        /\ removed = 1
        /\ Latest(m, LeftAt(Latest(m, Root))) = {"X"}

Reached == <<
    <<"an update loses and is made again", lost > 0 /\ \E t \in Updaters : pc[t] = "Done">>,
    <<"an insert loses to a removal", \E t \in Updaters : pc[t] = "insert" /\ lost > 0>>,
    <<"a removal loses to another", \E t \in Updaters : had[t] /\ pc[t] = "remove" /\ removed = 1>>,
    <<"an insert is rejected before X can be found",
        \E t \in Updaters : pc[t] = "remove" /\ ~claimed[t] /\ inserted = 0>>,
    <<"a query finds X and Z", pc[Q] = "Done" /\ left = {"X", "Z"}>>,
    <<"a query finds X alone", pc[Q] = "Done" /\ left = {"X"}>>,
    <<"a query finds nothing", pc[Q] = "Done" /\ left = {}>>,
    <<"a query goes on in an old snapshot", pc[Q] = "readRight" /\ left = {"Z"} /\ inserted = 1 /\ removed = 1>> >>
Witnesses == Watch(Reached)
=============================================================================

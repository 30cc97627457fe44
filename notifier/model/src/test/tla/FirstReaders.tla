---------------------------- MODULE FirstReaders ----------------------------
(***************************************************************************)
(* Protocol 12 of docs/memory-model.md: the first readers of a dormant     *)
(* subscription wait for the windows that do not count in it, and none of  *)
(* them waits for another.                                                 *)
(*                                                                         *)
(* Two threads begin to read under S, which nobody has read yet; either    *)
(* may stop for good anywhere. A third has just put S into the tree, where *)
(* callbacks find it and hand it to the two, and enters it into the filter *)
(* now; perhaps it has done so long ago. A producer asks the filter, or    *)
(* the tree at once, and changes in its window what they read. No step has *)
(* to wait for another thread's, so there is no liveness to ask for.       *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "open before asking",     \* the producer asks whether S is dormant, and then opens its window
    "volatile asking",        \* it asks in acquire mode
    "look behind insertion",  \* readers look though S is not in the filter yet
    "volatile awaking",       \* a reader says in release mode that S is awake
    "awake before look",      \* it looks for windows, and then says that S is awake
    "wait for the missed",    \* readers do not wait for the window that was found
    "everybody looks" }       \* who finds S awake takes it that there is none, as long as nobody has found any

N == "newcomer"
P == "producer"
First == "first reader"
Second == "second reader"
Readers == {First, Second}

Free == 0
Opened == 1
Over == 2

\* Places in memory: the filter, S's state and missed windows, P's slot, and two words of S's range.
Filter == "filter"
State == "state"
Missed == "missed"
Slot == "slot"
Left == "left"
Right == "right"

Memory0 == Fresh(
    [x \in {State} |-> [windows |-> 0, joining |-> TRUE, dormant |-> TRUE]] @@
    [x \in {Filter} |-> FALSE] @@
    [x \in {Missed} |-> [inserted |-> FALSE, known |-> FALSE, open |-> FALSE]] @@
    [x \in {Slot, Left, Right} |-> 0],
    {N, P} \cup Readers)

\* The sequence goes with the windows here: there is only one.
Entering(state) == [state EXCEPT !.windows = 1]
Leaving(state) == [state EXCEPT !.windows = 2]
Awake(m, r) ==
    Update(m, r, State, [Latest(m, State) EXCEPT !.dormant = FALSE], IF Without = "volatile awaking" THEN R ELSE V)
Opening(m) == Store(m, P, Slot, Opened, V)

(* --algorithm FirstReaders {

variables
    m = Memory0;
    hit = FALSE;                          \* Window.hits holds S
    counted = FALSE;                      \* Window.enteredHits holds S
    missed = [r \in Readers |-> FALSE];   \* MissedWindows holds the window
    copy = <<>>;
    valid = FALSE;

process (newcomer = N)
{
filter:     \* IntervalTree.insert: OverlapFilter.enter
            m := Update(m, N, Filter, TRUE, V);
inserted:   \* SubscriptionState.inserted
            m := Store(m, N, Missed, [inserted |-> TRUE, known |-> FALSE, open |-> FALSE], R);
}

process (producer = P)
{
open:       \* WindowTable.open
            if (Without # "open before asking") m := Opening(m);
ask:        \* Subscriptions.mayHit; or it looks into the tree at once, where S is
            either hit := TRUE
            or with (filtered \in Load(m, P, Filter, V)) { m := filtered.mem; hit := filtered.val };
dormant:    \* SubscriptionState.enterWindow
            if (hit) with (state \in Load(m, P, State, IF Without = "volatile asking" THEN A ELSE V)) {
                m := state.mem;
                counted := ~state.val.dormant;
            };
enter:      \* and Producer.orderMemoryAfterStates; the change
            with (entered = IF counted THEN Update(m, P, State, Entering(Latest(m, State)), V) ELSE m;
                  fenced = ReleaseFence(entered, P)) {
                m := IF Without = "open before asking" THEN fenced
                     ELSE Store(Store(fenced, P, Left, 1, O), P, Right, 1, O);
            };
            if (Without = "open before asking") {
openLate:       m := Store(Store(Opening(m), P, Left, 1, O), P, Right, 1, O);
            };
leave:      \* Window.leaveAll
            if (counted) m := Update(m, P, State, Leaving(Latest(m, State)), V);
close:      \* WindowTable.close
            m := Store(m, P, Slot, Over, R);
}

process (reader \in Readers)
{
begin:      \* Subscription.notIdle
            with (state \in Load(m, self, State, A)) {
                m := state.mem;
                if (~state.val.joining) { if (self = First) goto read else goto Done }
                else if (~state.val.dormant \/ Without = "awake before look") goto known;
            };
awake:      \* SubscriptionState.awake
            m := Awake(m, self);
            if (Without = "everybody looks") goto look;
known:      \* SubscriptionState.tryEndJoining
            with (found \in Load(m, self, Missed, V)) {
                m := found.mem;
                if (~found.val.inserted /\ Without # "look behind insertion") goto Done \* BUSY
                else if (found.val.known \/ (Without = "everybody looks")) {
                    missed[self] := found.val.open;
                    goto joined
                }
            };
look:       \* OpenWindows.over
            with (version \in Load(m, self, Slot, V)) { m := version.mem; missed[self] := version.val = Opened };
publish:    \* the compare-and-set of missed: what was found first is kept
            if (~Latest(m, Missed).known)
                m := Update(m, self, Missed, [inserted |-> TRUE, known |-> TRUE, open |-> missed[self]], V)
            else with (found \in Load(m, self, Missed, V)) { m := found.mem; missed[self] := found.val.open };
            if (Without = "awake before look") {
late:           m := Awake(m, self);
            };
joined:     \* MissedWindows.haveEnded
            if (missed[self] /\ Without # "wait for the missed")
                with (version \in Load(m, self, Slot, V)) {
                    m := version.mem;
                    if (version.val = Opened) goto Done; \* BUSY
                };
endJoining: m := Update(m, self, State, [Latest(m, State) EXCEPT !.joining = FALSE], V);
none:       m := Store(m, self, Missed, [inserted |-> TRUE, known |-> TRUE, open |-> FALSE], V);
            if (self = Second) goto Done; \* the one may read what the other has found out
read:       \* Subscription.tryReadBegin, the copy, readRetry
            with (begun \in Load(m, self, State, A);
                  left \in Load(begun.mem, self, Left, O);
                  right \in Load(left.mem, self, Right, O);
                  ended \in Load(AcquireFence(right.mem, self), self, State, O)) {
                if (begun.val.windows # 1) { \* else BUSY
                    copy := <<left.val, right.val>>;
                    valid := ended.val = begun.val;
                }
            };
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* Who begins to read has waited for the window that is open, or is counted by it.
NobodyIsMissed ==
    \A r \in Readers : pc[r] \in {"endJoining", "none", "read"} /\ pc[P] \in {"enter", "leave"} => counted

\* A validated copy is from one side of the window.
CopiesAreWhole == valid => copy[1] = copy[2]

Reached == <<
    <<"the window counts in S", counted>>,
    <<"it does not count, as S is dormant", pc[P] = "leave" /\ hit /\ ~counted>>,
    <<"it does not count, as S is not in the filter yet", pc[P] = "leave" /\ ~hit>>,
    <<"a reader comes before S is inserted", pc[First] = "Done" /\ pc[N] = "inserted">>,
    <<"S has missed it", missed[First] /\ ~counted>>,
    <<"S has missed it and reads", missed[First] /\ valid /\ copy = <<1, 1>> >>,
    <<"the second reader is the first to find out", pc[First] = "look" /\ pc[Second] = "none">>,
    <<"both have looked, and what the other has found is kept", pc[First] = "publish" /\ Latest(m, Missed).known>>,
    <<"what is kept is more than one of them has found",
        pc[First] = "publish" /\ ~missed[First] /\ Latest(m, Missed).open>>,
    <<"an old state is copied and valid", valid /\ copy = <<0, 0>> >>,
    <<"a copy is thrown away", copy # <<>> /\ ~valid>> >>
Witnesses == Watch(Reached)
=============================================================================

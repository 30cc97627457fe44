------------------------ MODULE StartMeetsSubscribe -------------------------
(***************************************************************************)
(* Protocol 1 of docs/memory-model.md: nobody is missed.                   *)
(*                                                                         *)
(* A subscriber comes while a producer opens windows over its range A and  *)
(* over another one B, all in one slot; then it reads once. It may come    *)
(* and read at any time, so nothing more would be seen if it did again.    *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "known before open",      \* the invalidator opens windows before it is known
    "volatile opening",       \* the window is opened in release mode
    "volatile awaking",       \* the newcomer says in release mode that it is awake
    "insert before look",     \* the newcomer looks for windows before it is in the tree
    "awake before look",      \* it looks for windows before it says that it is awake
    "wait for the missed",    \* the newcomer does not wait for the windows that it has found
    "store-store fence",      \* of WindowTable.prepare
    "hits kept",              \* the end looks again whom it hits
    "counted kept",           \* the end asks again whether S is dormant
    "release at close" }      \* the slot is closed in plain mode

P == "producer"
S == "subscriber"
Plan == <<"A", "B", "A">>

\* The phases of a slot; a version is 8 * windows that were + phase.
Free == 0
Starting == 1
Opened == 3
Window(version) == version \div 8

\* Places in memory: the tree, the invalidators that are known, S's state, P's slot, and two words of A.
Root == "root"
Known == "invalidators"
State == "state"
Version == "version"
Bounds == "bounds"
Left == "left"
Right == "right"

Memory0 == Fresh(
    [x \in {Root} |-> {}] @@
    [x \in {Known} |-> {}] @@
    [x \in {State} |-> [sequence |-> 0, windows |-> 0, joining |-> TRUE, dormant |-> TRUE]] @@
    [x \in {Bounds} |-> "none"] @@
    [x \in {Version, Left, Right} |-> 0],
    {P, S})

Entering(state) == [state EXCEPT !.sequence = @ + 1, !.windows = @ + 1]
Leaving(state) == [state EXCEPT !.windows = @ - 1]
Awake(m) ==
    Update(m, S, State, [Latest(m, State) EXCEPT !.dormant = FALSE], IF Without = "volatile awaking" THEN R ELSE V)

(* --algorithm StartMeetsSubscribe {

variables
    m = Memory0;
    n = 0;          \* windows that P has begun
    hit = FALSE;    \* Window.hits holds S
    counted = FALSE; \* Window.enteredHits holds S
    missed = {};    \* MissedWindows: versions
    found = 0;      \* the version that S has found
    copy = <<>>;
    valid = FALSE;

process (producer = P)
{
known:      \* Registry.add
            if (Without # "known before open") m := Store(m, P, Known, {P}, V);
open:       while (n < Len(Plan)) {
                \* WindowTable.prepare
                m := Store(IF Without = "store-store fence" THEN m ELSE ReleaseFence(m, P), P, Bounds, Plan[n + 1], O);
                n := n + 1;
starting:       \* WindowTable.open
                m := Store(m, P, Version, 8 * (n - 1) + Starting, IF Without = "volatile opening" THEN R ELSE V);
collect:        \* Producer.tell, Window.collect
                with (root \in Load(m, P, Root, V)) {
                    m := root.mem;
                    hit := Plan[n] = "A" /\ S \in root.val;
                };
dormant:        \* Window.enterAll, SubscriptionState.enterWindow
                if (hit)
                    with (state \in Load(m, P, State, V)) {
                        m := state.mem;
                        counted := ~state.val.dormant;
                    };
enter:          \* and Producer.orderMemoryAfterStates; WindowTable.told; the change
                with (entered = IF counted THEN Update(m, P, State, Entering(Latest(m, State)), V) ELSE m;
                      told = Store(ReleaseFence(entered, P), P, Version, 8 * (n - 1) + Opened, R)) {
                    m := IF Plan[n] = "A" THEN Store(Store(told, P, Left, n, O), P, Right, n, O) ELSE told
                };
leave:          \* Window.leaveAll
                with (root \in Load(m, P, Root, V)) {
                    if (CASE Without = "hits kept"    -> Plan[n] = "A" /\ S \in root.val
                          [] Without = "counted kept" -> hit /\ ~Latest(m, State).dormant
                          [] OTHER                    -> counted)
                        m := Update(m, P, State, Leaving(Latest(m, State)), V);
                };
close:          \* WindowTable.close
                m := Store(m, P, Version, 8 * n, IF Without = "release at close" THEN O ELSE R);
                hit := FALSE;
                counted := FALSE;
            };
knownLate:  if (Without = "known before open") m := Store(m, P, Known, {P}, V);
}

process (subscriber = S)
{
insert:     \* Subscriptions.join, IntervalTree.insert
            if (Without # "insert before look")
                m := Update(m, S, Root, Latest(m, Root) \cup {S}, V);
awake:      \* Subscription.notIdle, SubscriptionState.awake
            if (Without # "awake before look") m := Awake(m);
look:       \* OpenWindows.over
            with (producers \in Load(m, S, Known, V)) {
                m := producers.mem;
                if (P \notin producers.val) goto late;
            };
version:    \* WindowTable.version
            with (now \in Load(m, S, Version, V)) { m := now.mem; found := now.val };
            if (found % 8 # Free) {
hits:           \* WindowTable.hits: bounds, acquire fence, version
                with (bounds \in Load(m, S, Bounds, O);
                      again \in Load(AcquireFence(bounds.mem, S), S, Version, V)) {
                    m := again.mem;
                    if (bounds.val = "A" \/ (Window(again.val) # Window(found)))
                        missed := {found};
                };
            };
late:       if (Without = "insert before look")
                m := Update(m, S, Root, Latest(m, Root) \cup {S}, V);
awakeLate:  if (Without = "awake before look") m := Awake(m);
joined:     \* SubscriptionState.tryEndJoining, MissedWindows.haveEnded; it may be asked again later
            if (missed # {} /\ Without # "wait for the missed") {
                with (now \in Load(m, S, Version, V)) {
                    m := now.mem;
                    if (Window(now.val) = Window(found)) goto Done; \* BUSY
                }
            };
endJoining: m := Update(m, S, State, [Latest(m, State) EXCEPT !.joining = FALSE], V);
read:       \* Subscription.tryReadBegin, the copy, readRetry
            with (begun \in Load(m, S, State, A);
                  left \in Load(begun.mem, S, Left, O);
                  right \in Load(left.mem, S, Right, O);
                  ended \in Load(AcquireFence(right.mem, S), S, State, O)) {
                if (begun.val.windows = 0) { \* else BUSY
                    copy := <<left.val, right.val>>;
                    valid := ended.val = begun.val;
                }
            };
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* For each open window over A: S is counted in it, or knows that it has missed it.
NobodyIsMissed ==
    pc[S] \in {"joined", "endJoining", "read", "Done"} /\ pc[P] \in {"enter", "leave", "close"} /\ Plan[n] = "A"
        => counted \/ \E each \in missed : Window(each) = n - 1

\* A validated copy is from one side of each window.
CopiesAreWhole == valid => copy[1] = copy[2]

\* Each window is counted and taken back once.
WindowsAreBalanced ==
    /\ Latest(m, State).windows >= 0
    /\ pc[P] = "Done" => Latest(m, State).windows = 0

Reached == <<
    <<"a window counts in S", counted>>,
    <<"a window hits S, which is dormant", hit /\ pc[P] = "leave" /\ ~counted>>,
    <<"S has missed a window", missed # {}>>,
    <<"S has missed one and is counted by a later one", missed # {} /\ counted>>,
    <<"S has missed one that has found it", missed # {} /\ hit /\ ~counted /\ n = 1 /\ pc[P] = "leave">>,
    <<"the window that S has missed ends, and S reads", missed # {} /\ valid>>,
    <<"the slot goes on to B while S looks", Window(found) = 0 /\ pc[S] = "hits" /\ n = 2>>,
    <<"an old state is copied and valid", valid /\ copy = <<0, 0>> >>,
    <<"a new state is copied and valid", valid /\ copy = <<1, 1>> >>,
    <<"a copy is thrown away", copy # <<>> /\ ~valid>> >>
Witnesses == Watch(Reached)
=============================================================================

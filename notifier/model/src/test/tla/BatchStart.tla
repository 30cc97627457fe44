----------------------------- MODULE BatchStart -----------------------------
(***************************************************************************)
(* Protocol 1 of docs/memory-model.md, of a batch, and what 13 asks of it: *)
(* nobody is missed, and no callback finds a slot STARTING that waits for  *)
(* it.                                                                     *)
(*                                                                         *)
(* A producer opens windows over A and B side by side. A subscriber to     *)
(* either comes meanwhile and reads once. In the window over A there is a  *)
(* callback to call, which unlinks something without waiting; in that over *)
(* B there is none.                                                        *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "fence",                  \* between the slots and the root
    "all slots first",        \* the root is read when the first slot is STARTING
    "insert before look",     \* the newcomer looks for windows before it is in the tree
    "awake before look",      \* it looks for windows before it says that it is awake
    "wait for the missed",    \* the newcomer does not wait for the window that it has found
    "enter before change",    \* the memory is changed, and then states entered
    "told before calls" }     \* a callback runs while another slot is STARTING

P == "producer"
S == "subscriber"

Starting == 1
Calling == 2
Opened == 3
Over == 8

\* Places in memory: the tree, S's state, the slots of A and B, and two words of S's range.
Root == "root"
State == "state"
SlotA == "slot A"
SlotB == "slot B"
Left == "left"
Right == "right"

Memory0 == Fresh(
    [x \in {Root} |-> {}] @@
    [x \in {State} |-> [sequence |-> 0, windows |-> 0, joining |-> TRUE, dormant |-> TRUE]] @@
    [x \in {SlotA, SlotB, Left, Right} |-> 0],
    {P, S})

Entering(state) == [state EXCEPT !.sequence = @ + 1, !.windows = @ + 1]
Leaving(state) == [state EXCEPT !.windows = @ - 1]
Entered(m) == Update(m, P, State, Entering(Latest(m, State)), V)
Awake(m) == Update(m, S, State, [Latest(m, State) EXCEPT !.dormant = FALSE], V)
Changed(m) == Store(Store(m, P, Left, 1, O), P, Right, 1, O)

(* --algorithm BatchStart {

variables
    slot \in {SlotA, SlotB};   \* of the window over S's range
    m = Memory0;
    hit = FALSE;           \* its Window.hits holds S
    counted = FALSE;       \* its Window.enteredHits holds S
    missed = FALSE;        \* MissedWindows holds it
    copy = <<>>;
    valid = FALSE;

macro collect() {
    \* BatchStart.collectAll
    with (root \in Load(m, P, Root, V)) { m := root.mem; hit := S \in root.val }
}

fair process (producer = P)
{
openA:      \* BatchStart.openAll, WindowTable.openBeforeFence
            m := Store(m, P, SlotA, Starting, R);
tooEarly:   if (Without = "all slots first") {
                m := FullFence(m, P);
collectEarly:   collect();
            };
openB:      m := Store(m, P, SlotB, Starting, R);
fence:      if (Without \notin {"fence", "all slots first"}) m := FullFence(m, P);
collect:    if (Without # "all slots first") collect();
dormant:    \* BatchStart.enterAll, SubscriptionState.enterWindow
            if (hit) with (state \in Load(m, P, State, V)) { m := state.mem; counted := ~state.val.dormant };
enter:      with (entered = IF counted /\ Without # "enter before change" THEN Entered(m) ELSE m)
                m := ReleaseFence(entered, P);
calling:    \* BatchStart.callAll: the slots leave STARTING, each as it has callbacks or not
            m := Store(m, P, SlotA, Calling, R);
told:       if (Without # "told before calls") m := Store(m, P, SlotB, Opened, R);
callback:   \* Registration.closeAsync, CallSnapshot.add: waits until no slot is STARTING
            await Latest(m, SlotA) # Starting /\ Latest(m, SlotB) # Starting;
toldA:      m := Store(m, P, SlotA, Opened, R);
change:     m := Changed(m);
enterLate:  if (counted /\ Without = "enter before change") m := Entered(m);
leave:      \* Window.leaveAll
            if (counted) m := Update(m, P, State, Leaving(Latest(m, State)), V);
close:      \* WindowTable.close
            m := Store(Store(m, P, SlotA, Over, R), P, SlotB, Over, R);
}

process (subscriber = S)
{
insert:     \* Subscriptions.join, IntervalTree.insert
            if (Without # "insert before look") m := Update(m, S, Root, {S}, V);
awake:      \* SubscriptionState.awake
            if (Without # "awake before look") m := Awake(m);
look:       \* OpenWindows.over
            with (version \in Load(m, S, slot, V)) { m := version.mem; missed := version.val \in Starting..Opened };
late:       if (Without = "insert before look") m := Update(m, S, Root, {S}, V);
awakeLate:  if (Without = "awake before look") m := Awake(m);
joined:     \* SubscriptionState.tryEndJoining, MissedWindows.haveEnded; it may be asked again later
            if (missed /\ Without # "wait for the missed")
                with (version \in Load(m, S, slot, V)) {
                    m := version.mem;
                    if (version.val # Over) goto Done; \* BUSY
                };
endJoining: m := Update(m, S, State, [Latest(m, State) EXCEPT !.joining = FALSE], V);
read:       \* Subscription.tryReadBegin, the copy, readRetry
            with (begun \in Load(m, S, State, A);
                  left \in Load(begun.mem, S, Left, O);
                  right \in Load(left.mem, S, Right, O);
                  over \in Load(AcquireFence(right.mem, S), S, State, O)) {
                if (begun.val.windows = 0) { \* else BUSY
                    copy := <<left.val, right.val>>;
                    valid := over.val = begun.val;
                }
            };
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* S is counted in the window, or knows that it has missed it.
NobodyIsMissed ==
    pc[S] \in {"joined", "endJoining", "read", "Done"} /\ pc[P] \in {"change", "enterLate", "leave", "close"}
        => counted \/ missed

\* A validated copy is from one side of the window.
CopiesAreWhole == valid => copy[1] = copy[2]

BatchReturns == <>(pc[P] = "Done")

Reached == <<
    <<"a window counts in S", counted>>,
    <<"a window hits S, which is dormant", hit /\ pc[P] = "change" /\ ~counted>>,
    <<"S has missed it", missed /\ ~hit>>,
    <<"S has missed it and reads", missed /\ valid /\ copy = <<1, 1>> >>,
    <<"S is counted, and waits too", missed /\ counted>>,
    <<"S finds the one slot and not yet the other", missed /\ slot = SlotA /\ pc[P] = "openB">>,
    <<"an old state is copied and valid", valid /\ copy = <<0, 0>> >>,
    <<"a copy is thrown away", copy # <<>> /\ ~valid>> >>
Witnesses == Watch(Reached)
=============================================================================

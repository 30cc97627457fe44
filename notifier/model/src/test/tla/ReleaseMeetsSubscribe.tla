----------------------- MODULE ReleaseMeetsSubscribe ------------------------
(***************************************************************************)
(* Protocol 6 of docs/memory-model.md: nobody reads in a space that is     *)
(* gone.                                                                   *)
(*                                                                         *)
(* A space is released: its memory goes in a window over all of it, and    *)
(* the space is closed before that ends. Or it is only closed, while       *)
(* another producer changes its memory. A subscription was there before,   *)
(* or comes meanwhile; its thread reads once. It may come and read at any  *)
(* time, so nothing more would be seen if it did again.                    *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "every mask",             \* RELEASE does not hit the subscription
    "close before end",       \* the window ends, and then the space is closed
    "released before look",   \* the tree is emptied, and then the space is released
    "volatile released",      \* it is released in release mode
    "insert before ask",      \* the newcomer asks whether it is released, and then comes into the tree
    "volatile insert",        \* it comes into the tree in release mode
    "withdraw",               \* it stays, though the space is released
    "wait for the missed",    \* it does not wait for the windows that it has found
    "close before clear" }    \* the tree is emptied, and then those found are closed

C == "closer"
Q == "producer"
S == "subscriber"
Gone == 2

\* Places in memory: the tree, S's state, whether the space is released, a slot of C and of Q, two words of S's range.
Root == "root"
State == "state"
Released == "released"
SlotOf == (C :> "slot of closer") @@ (Q :> "slot of producer")
Left == "left"
Right == "right"

\* The phases of a slot. OPEN and STARTING are the same to a newcomer.
Free == 0
Opened == 1
Over == 2

Memory0(isOld) == Fresh(
    [x \in {Root} |-> IF isOld THEN {S} ELSE {}] @@
    [x \in {State} |-> [sequence |-> 0, windows |-> 0, joining |-> ~isOld, dormant |-> ~isOld, closed |-> FALSE]] @@
    [x \in {Released} |-> FALSE] @@
    [x \in {SlotOf[C], SlotOf[Q]} |-> Free] @@
    [x \in {Left, Right} |-> 0],
    {C, Q, S})

ChangeState(m, t, state) == Update(m, t, State, state, V)
Entered(m, t) == ChangeState(m, t, [Latest(m, State) EXCEPT !.sequence = @ + 1, !.windows = @ + 1])
Exited(m, t) == ChangeState(m, t, [Latest(m, State) EXCEPT !.windows = @ - 1])
Closed(m, t) == ChangeState(m, t, [Latest(m, State) EXCEPT !.closed = TRUE])
Awake(m, t) == ChangeState(m, t, [Latest(m, State) EXCEPT !.dormant = FALSE])
Joined(m, t) == ChangeState(m, t, [Latest(m, State) EXCEPT !.joining = FALSE])
Changed(m, t, value) == Store(Store(m, t, Left, value, O), t, Right, value, O)

(* --algorithm ReleaseMeetsSubscribe {

variables
    old \in BOOLEAN;           \* S was there before
    inWindow \in BOOLEAN;      \* AddressSpace.release, or else AddressSpace.close
    m = Memory0(old);
    found = {};                \* whom the closer has found in the tree
    subscribed = old;          \* S has been handed out
    missed = {};               \* MissedWindows
    copy = <<>>;
    valid = FALSE;

process (closer = C)
    variable hit = FALSE;
{
start:      if (inWindow) {
                \* WindowTable.open
                m := Store(m, C, SlotOf[C], Opened, V);
collect:        with (root \in Load(m, C, Root, V)) {
                    m := root.mem;
                    hit := S \in root.val /\ Without # "every mask";
                };
dormant:        \* SubscriptionState.enterWindow
                if (hit) with (state \in Load(m, C, State, V)) { m := state.mem; hit := ~state.val.dormant };
unmap:          \* Window.enterAll, orderMemoryAfterStates; the memory goes
                m := Changed(ReleaseFence(IF hit THEN Entered(m, C) ELSE m, C), C, Gone);
            };
tooEarly:   if (Without = "close before end" /\ inWindow) {
                if (hit) m := Exited(m, C);
overEarly:       m := Store(m, C, SlotOf[C], Over, R);
            };
release:    \* AddressSpace.close
            if (Without # "released before look")
                m := Store(m, C, Released, TRUE, IF Without = "volatile released" THEN R ELSE V);
look:       \* Subscriptions.closeAll
            with (root \in Load(m, C, Root, V)) { m := root.mem; found := root.val };
close:      if (found # {} /\ Without # "close before clear") m := Closed(m, C);
clear:      m := Update(m, C, Root, Latest(m, Root) \ found, V);
late:       if (Without = "released before look") m := Store(m, C, Released, TRUE, V);
closeLate:  if (found # {} /\ Without = "close before clear") m := Closed(m, C);
leave:      if (inWindow /\ Without # "close before end") {
                if (hit) m := Exited(m, C);
over:           m := Store(m, C, SlotOf[C], Over, R);
            }
}

process (producer = Q)
    variable hits = FALSE;
{
start2:     if (~inWindow) {
                m := Store(m, Q, SlotOf[Q], Opened, V);
collect2:       with (root \in Load(m, Q, Root, V)) { m := root.mem; hits := S \in root.val };
dormant2:       if (hits) with (state \in Load(m, Q, State, V)) { m := state.mem; hits := ~state.val.dormant };
change2:        m := Changed(ReleaseFence(IF hits THEN Entered(m, Q) ELSE m, Q), Q, 1);
leave2:         if (hits) m := Exited(m, Q);
over2:          m := Store(m, Q, SlotOf[Q], Over, R);
            }
}

process (subscriber = S)
{
subscribe:  if (~old) {
                \* AddressSpace.join
                with (released \in Load(m, S, Released, V)) {
                    m := released.mem;
                    if (released.val) goto Done;
                };
insert:         \* Subscriptions.join
                m := Update(m, S, Root, Latest(m, Root) \cup {S}, IF Without = "volatile insert" THEN R ELSE V);
ask:            if (Without # "insert before ask")
                    with (released \in Load(m, S, Released, V)) {
                        m := released.mem;
                        if (released.val /\ Without # "withdraw") goto withdraw;
                    };
handOut:        subscribed := TRUE;
awake:          \* Subscription.notIdle, SubscriptionState.awake
                m := Awake(m, S);
find:           \* OpenWindows.over
                with (version \in Load(m, S, SlotOf[C], V)) {
                    m := version.mem;
                    if (version.val = Opened) missed := {C};
                };
find2:          with (version \in Load(m, S, SlotOf[Q], V)) {
                    m := version.mem;
                    if (version.val = Opened) missed := missed \cup {Q};
                };
            };
joined:     \* SubscriptionState.tryEndJoining, MissedWindows.haveEnded. S has missed one of them at most: only one opens a window
            if (missed # {} /\ Without # "wait for the missed")
                with (t \in missed; version \in Load(m, S, SlotOf[t], V)) {
                    m := version.mem;
                    if (version.val = Opened) goto Done; \* BUSY
                };
endJoining: if (~old) m := Joined(m, S);
read:       \* Subscription.tryReadBegin, the copy, readRetry
            with (begun \in Load(m, S, State, A);
                  left \in Load(begun.mem, S, Left, O);
                  right \in Load(left.mem, S, Right, O);
                  ended \in Load(AcquireFence(right.mem, S), S, State, O)) {
                if (begun.val.windows = 0 /\ ~begun.val.closed) { \* else BUSY, or CLOSED_FOR_GOOD
                    copy := <<left.val, right.val>>;
                    valid := ended.val = begun.val;
                };
            };
            goto Done;
withdraw:   m := Closed(m, S);
withdraw2:  m := Update(m, S, Root, Latest(m, Root) \ {S}, V);
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* Who is subscribed when the space is closed gets CLOSED_FOR_GOOD from then on.
NobodyStays == pc[C] = "Done" /\ subscribed => Latest(m, State).closed

\* What is gone is not read, and a validated copy is from one side of each window.
NobodyReadsWhatIsGone == valid => Gone \notin {copy[1], copy[2]}
CopiesAreWhole == valid => copy[1] = copy[2]

Reached == <<
    <<"a newcomer is found and closed", found # {} /\ ~old /\ subscribed /\ Latest(m, State).closed>>,
    <<"a newcomer is found before it asks", found # {} /\ pc[S] = "ask">>,
    <<"a newcomer comes too late", pc[S] = "withdraw" /\ pc[C] = "Done">>,
    <<"a newcomer comes too late and is found", pc[S] = "withdraw" /\ found # {}>>,
    <<"a newcomer is closed though it waits for RELEASE", pc[C] = "leave" /\ C \in missed /\ subscribed>>,
    <<"an old one is read before the memory goes", old /\ inWindow /\ valid>>,
    <<"a copy is thrown away", copy # <<>> /\ ~valid>>,
    <<"a new state is copied and valid", valid /\ copy = <<1, 1>> >>,
    <<"a window finds a newcomer that is dormant", pc[Q] = "change2" /\ ~hits /\ S \in Latest(m, Root)>>,
    <<"a window finds nobody, as all are closed", pc[Q] = "change2" /\ old /\ ~hits>> >>
Witnesses == Watch(Reached)
=============================================================================

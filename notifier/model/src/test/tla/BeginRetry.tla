---------------------------- MODULE BeginRetry ------------------------------
(***************************************************************************)
(* Protocol 2 of docs/memory-model.md: a validated copy is from one side   *)
(* of a change; and, of protocol 8, no reader that sleeps is forgotten.    *)
(*                                                                         *)
(* Two producers have windows over one subscription, perhaps at the same   *)
(* time. The first changes two words in its window. A reader waits until   *)
(* no window is open, copies them, and checks.                             *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "enter before change",    \* the memory is changed, and then the state entered
    "release fence",          \* between the states and the change
    "acquire fence",          \* of readRetry
    "acquire begin",          \* the state is read in opaque mode
    "volatile leave",         \* the state is left in opaque mode
    "sequence",               \* windows are counted without one
    "leave before wake",      \* who sleeps is looked up, and then the state left
    "announcer's fence" }     \* of SubscriptionState.announceReader

Producers == {"p", "q"}
Reader == "reader"

State == "state"
Left == "left"
Right == "right"
Sleeping == "sleeping readers"

\* "by" is for the invariant only: who has entered.
Memory0 == Fresh(
    [x \in {State} |-> [sequence |-> 0, windows |-> 0, by |-> {}]] @@
    [x \in {Left, Right} |-> 0] @@
    [x \in {Sleeping} |-> FALSE],
    Producers \cup {Reader})

Entering(state, p) ==
    [sequence |-> IF Without = "sequence" THEN 0 ELSE state.sequence + 1,
     windows  |-> state.windows + 1,
     by       |-> state.by \cup {p}]
Leaving(state) == [state EXCEPT !.windows = @ - 1]
Same(s1, s2) == s1.sequence = s2.sequence /\ s1.windows = s2.windows

Changed(m, p) == IF p = "p" THEN Store(Store(m, p, Left, 1, O), p, Right, 1, O) ELSE m
Fenced(m, p) == IF Without = "release fence" THEN m ELSE ReleaseFence(m, p)
Entered(m, p) == Update(m, p, State, Entering(Latest(m, State), p), V)
Exited(m, p) == Update(m, p, State, Leaving(Latest(m, State)), IF Without = "volatile leave" THEN O ELSE V)

(* --algorithm BeginRetry {

variables
    m = Memory0;
    permit = FALSE; \* of LockSupport.unpark, for the reader
    begun = <<>>;
    copy = <<>>;
    valid = FALSE;

process (producer \in Producers)
    variable sleeper = FALSE;
{
enter:      \* Window.enterAll, Producer.orderMemoryAfterStates, the change
            if (Without = "enter before change") {
                m := Changed(m, self);
enterLate:      m := Entered(m, self)
            }
            else m := Changed(Fenced(Entered(m, self), self), self);
leave:      \* SubscriptionState.leaveWindow
            if (Without = "leave before wake") {
                with (asleep \in Load(m, self, Sleeping, V)) { m := asleep.mem; sleeper := asleep.val };
leaveLate:      m := Exited(m, self);
            }
            else m := Exited(m, self);
wake:       \* SubscriptionState.wakeReaders
            with (asleep \in Load(m, self, Sleeping, V)) {
                m := asleep.mem;
                if (IF Without = "leave before wake" THEN sleeper ELSE asleep.val) permit := TRUE;
            };
}

process (reader = Reader)
{
begin:      \* Subscription.tryReadBegin
            while (begun = <<>>) {
                with (state \in Load(m, Reader, State, IF Without = "acquire begin" THEN O ELSE A)) {
                    m := state.mem;
                    if (state.val.windows = 0) begun := <<state.val>>;
                };
                if (begun = <<>>) {
announce:           \* SpinThenPark.await, SubscriptionState.announceReader
                    with (announced = Update(m, Reader, Sleeping, TRUE, V))
                        m := IF Without = "announcer's fence" THEN announced ELSE FullFence(announced, Reader);
look:               \* the last look
                    with (state \in Load(m, Reader, State, A)) {
                        m := state.mem;
                        if (state.val.windows = 0) begun := <<state.val>>;
                    };
park:               if (begun = <<>>) {
                        await permit;
                        permit := FALSE;
                    };
retract:            \* SubscriptionState.retractReader
                    m := Update(m, Reader, Sleeping, FALSE, V);
                };
            };
read:       \* the copy, Subscription.readRetry
            with (left \in Load(m, Reader, Left, O);
                  right \in Load(left.mem, Reader, Right, O);
                  ended \in Load(IF Without = "acquire fence" THEN right.mem ELSE AcquireFence(right.mem, Reader),
                                 Reader, State, O)) {
                copy := <<left.val, right.val>>;
                valid := Same(ended.val, begun[1]);
            };
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* A validated copy is of the moment of its begin: all of the change, or nothing.
CopiesAreWhole ==
    valid => copy = IF "p" \in begun[1].by THEN <<1, 1>> ELSE <<0, 0>>

WindowsAreBalanced ==
    /\ Latest(m, State).windows >= 0
    /\ (\A p \in Producers : pc[p] = "Done") => Latest(m, State).windows = 0

\* Nobody sleeps for ever. (Each turn of the loop takes a permit, so it has an end.)
NoWakeUpIsLost ==
    ~(pc[Reader] = "park" /\ begun = <<>> /\ ~permit /\ \A p \in Producers : pc[p] = "Done")

Reached == <<
    <<"both windows are open", Latest(m, State).windows = 2>>,
    <<"the old state is copied and valid", valid /\ copy = <<0, 0>> >>,
    <<"the new state is copied and valid", valid /\ copy = <<1, 1>> >>,
    <<"it is read between two windows", valid /\ begun[1].sequence = 1>>,
    <<"a copy of both sides is thrown away", ~valid /\ copy \in {<<0, 1>>, <<1, 0>>}>>,
    <<"the reader sleeps", pc[Reader] = "park" /\ begun = <<>> >>,
    <<"it sleeps, and the last window has ended",
        pc[Reader] = "park" /\ begun = <<>> /\ Latest(m, State).windows = 0>>,
    <<"it sleeps while it may wake", pc[Reader] = "park" /\ permit>> >>
Witnesses == Watch(Reached)
=============================================================================

------------------------- MODULE NotifierIsReleased -------------------------
(***************************************************************************)
(* Protocol 13 of docs/memory-model.md: each notifier is released once,    *)
(* before the memory goes, whoever does it; and freed after that.          *)
(*                                                                         *)
(* A space ends while a notifier is registered in it by another thread,    *)
(* which then closes it without waiting, and frees it when that is over.   *)
(* No producer calls it: that is UnregisterMeetsCall.                      *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "compare",                \* who releases asks whether another does, and then says so
    "await closed",           \* the space does not wait for a release that another thread runs
    "second look",            \* when it is released, it does not look again for notifiers
    "released before look",   \* it looks again, and then is released
    "insert before ask",      \* the newcomer asks whether the space is released, and then is registered
    "release newcomer",       \* it does not ask
    "closed",                 \* the grace period is over though the notifier is being released
    "queue before look",      \* closeAsync looks whether it is closed, and then joins the queue
    "complete after release", \* who has released does not look into the queue
    "volatile closed" }       \* it closes in release mode

C == "space"
N == "notifier's"

\* Places in memory: the list, the registration's state, whether the space is released, the queue of grace periods.
List == "list"
State == "state"
Released == "released"
Pending == "pending"

Memory0 == Fresh(
    [x \in {List, Released, Pending} |-> FALSE] @@ [x \in {State} |-> "LINKED"], {C, N})

(* --algorithm NotifierIsReleased {

variables
    m = Memory0;
    releasing = 0;      \* threads that run Notifier.release
    releases = 0;
    early = FALSE;      \* the notifier was found before the memory went
    gone = FALSE;       \* the memory is
    completed = FALSE;  \* the grace period is: the notifier is freed

\* NotifierRegistry.tryRelease
procedure tryRelease()
{
begin:      if (Latest(m, State) # "LINKED") return;
won:        if (Without # "compare" /\ Latest(m, State) # "LINKED") return
            else {
                m := Update(m, self, State, "RELEASING", V);
                releasing := releasing + 1;
                releases := releases + 1;
            };
unlink:     releasing := releasing - 1;
            m := Store(m, self, List, FALSE, V);
closed:     \* Registration.closed
            m := Store(m, self, State, "CLOSED", IF Without = "volatile closed" THEN R ELSE V);
complete:   \* CallbackGracePeriods.completeAll
            if (Without # "complete after release")
                with (pending \in Load(m, self, Pending, V)) {
                    m := pending.mem;
                    completed := completed \/ pending.val;
                };
            return;
}

process (space = C)
    variables found = FALSE, looked = FALSE;
{
look:       \* NotifierRegistry.releaseAll
            with (list \in Load(m, C, List, V)) { m := list.mem; found := list.val };
            early := early \/ (found /\ ~looked);
            if (found) call tryRelease();
await1:     \* NotifierRegistry.awaitClosed
            if (found /\ Without # "await closed")
                with (state \in {s \in Load(m, C, State, V) : s.val = "CLOSED"}) m := state.mem;
unmap:      gone := TRUE;
            if (looked) goto late;
release:    \* AddressSpace.close
            looked := TRUE;
            if (Without # "released before look") m := Store(m, C, Released, TRUE, V);
again:      if (Without # "second look") goto look;
late:       if (Without = "released before look") m := Store(m, C, Released, TRUE, V);
}

process (registering = N)
    variable isReleased = FALSE;
{
askEarly:   if (Without = "insert before ask")
                with (released \in Load(m, N, Released, V)) { m := released.mem; isReleased := released.val };
register:   \* NotifierRegistry.register
            m := Store(m, N, List, TRUE, V);
ask:        \* AddressSpace.releaseNewcomers
            if (Without # "insert before ask")
                with (released \in Load(m, N, Released, V)) { m := released.mem; isReleased := released.val };
newcomer:   if (isReleased /\ Without # "release newcomer") call tryRelease();
either1:    either goto Done or skip; \* perhaps it stays
closeAsync: \* NotifierRegistry.unregisterAsync
            call tryRelease();
isEarly:    if (Without = "queue before look")
                with (state \in Load(m, N, State, V)) {
                    m := state.mem;
                    completed := completed \/ state.val = "CLOSED";
                };
queue:      \* CallbackGracePeriods.begin
            m := Update(m, N, Pending, TRUE, V);
isClosed:   \* Registration.isClosed
            if (Without # "queue before look")
                with (state \in Load(m, N, State, V)) {
                    m := state.mem;
                    completed := completed \/ state.val = "CLOSED" \/ Without = "closed";
                };
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

AllDone == pc[C] = "Done" /\ pc[N] = "Done"

ReleasedOnce == releases <= 1 /\ (AllDone => releases = 1)

NobodyHoldsWhatIsGone == gone /\ early => releases = 1 /\ releasing = 0

FreedAfterRelease == completed => releases > 0 /\ releasing = 0

NoGracePeriodIsForgotten == AllDone /\ Latest(m, Pending) => completed

Reached == <<
    <<"the space releases it", pc[N] = "either1" /\ releases = 1 /\ early>>,
    <<"its thread releases it, and the space waits", pc[C] = "await1" /\ found /\ Latest(m, State) = "RELEASING">>,
    <<"it is found when the memory is gone", looked /\ found /\ gone>>,
    <<"it comes too late, and is released by its thread", isReleased /\ releases = 1 /\ pc[C] = "Done">>,
    <<"it is freed by the space's thread", completed /\ pc[N] = "Done" /\ pc[C] = "complete" >>,
    <<"both look whether to release", pc[C] = "won" /\ pc[N] = "won">> >>
Witnesses == Watch(Reached)
=============================================================================

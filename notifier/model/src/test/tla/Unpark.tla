------------------------------- MODULE Unpark -------------------------------
(***************************************************************************)
(* Protocol 8 of docs/memory-model.md: no wake-up is lost.                 *)
(*                                                                         *)
(* A thread waits until two others have each made something true, in       *)
(* release mode, as an acknowledgement is. Here it parks for ever if       *)
(* nobody wakes it; the library's parks for a millisecond.                 *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "announcer's fence",      \* of Sleeper.announce
    "announce before look",   \* the waiter looks for the last time, and then says that it sleeps
    "last look",              \* it does not look again
    "waker's fence",          \* of Sleeper.wake
    "true before wake" }      \* the waker looks who sleeps, and then makes the condition true

Waiter == "waiter"
Wakers == {"v", "w"}

\* Places in memory: a condition of each waker, and Sleeper.thread.
Thread == "thread"

Memory0 == Fresh([x \in Wakers \cup {Thread} |-> FALSE], Wakers \cup {Waiter})

MadeTrue(m, w) == Store(m, w, w, TRUE, R)

(* --algorithm Unpark {

variables
    m = Memory0;
    permit = FALSE; \* of LockSupport.unpark, for the waiter
    over = FALSE;

fair process (waker \in Wakers)
    variable seen = FALSE;
{
condition:  if (Without # "true before wake") m := MadeTrue(m, self);
wake:       \* Sleeper.wake
            if (Without # "waker's fence") m := FullFence(m, self);
look:       \* Sleeper.wakeIfSeen
            with (thread \in Load(m, self, Thread, V)) { m := thread.mem; seen := thread.val };
unpark:     if (seen /\ Latest(m, Thread)) { \* compare-and-set
                m := Update(m, self, Thread, FALSE, V);
                permit := TRUE;
            };
            if (Without = "true before wake") {
late:           m := MadeTrue(m, self);
            }
}

fair process (waiter = Waiter)
{
first:      \* Waiting.await
            while (~over) {
                if (Without = "announce before look") {
tooEarly:           with (a \in Load(m, Waiter, "v", A); b \in Load(a.mem, Waiter, "w", A)) {
                        m := b.mem;
                        over := a.val /\ b.val;
                    };
                };
announce:       \* Sleeper.announce
                with (announced = Store(m, Waiter, Thread, TRUE, V))
                    m := IF Without = "announcer's fence" THEN announced ELSE FullFence(announced, Waiter);
look2:          \* Condition.isOver
                if (Without \notin {"announce before look", "last look"})
                    with (a \in Load(m, Waiter, "v", A); b \in Load(a.mem, Waiter, "w", A)) {
                        m := b.mem;
                        over := a.val /\ b.val;
                    };
park:           if (~over) {
                    await permit;
                    permit := FALSE;
                    if (Without = "last look") over := Latest(m, "v") /\ Latest(m, "w");
                };
            };
retract:    m := Store(m, Waiter, Thread, FALSE, V);
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

Parked == pc[Waiter] = "park" /\ ~over

NoWakeUpIsLost == ~(Parked /\ ~permit /\ \A w \in Wakers : pc[w] = "Done")

EverybodyReturns == <>(\A t \in Wakers \cup {Waiter} : pc[t] = "Done")

Reached == <<
    <<"the waiter sleeps, and nothing is true yet", Parked /\ ~Latest(m, "v") /\ ~Latest(m, "w")>>,
    <<"it sleeps, and all is true", Parked /\ Latest(m, "v") /\ Latest(m, "w")>>,
    <<"it is woken before it parks", permit /\ pc[Waiter] = "look2">>,
    <<"it is woken for nothing, and sleeps again", Parked /\ ~permit /\ \E w \in Wakers : seen[w]>>,
    <<"it has not slept", over /\ \A w \in Wakers : ~seen[w]>>,
    <<"two see it at once", \A w \in Wakers : seen[w] /\ pc[w] = "unpark">> >>
Witnesses == Watch(Reached)
=============================================================================

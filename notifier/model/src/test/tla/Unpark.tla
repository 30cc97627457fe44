------------------------------- MODULE Unpark -------------------------------
(***************************************************************************)
(* Protocol 8 of docs/memory-model.md: no wake-up is lost.                 *)
(*                                                                         *)
(* A thread waits until two others have each made something true, in       *)
(* release mode, as an acknowledgement is. Here it parks for ever if       *)
(* nobody wakes it. The others may stop at any step: what one of them has  *)
(* done to the end must not depend on how far the other has come.          *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "the name stays",         \* a waker takes the waiter's name away before it unparks
    "announcer's fence",      \* of ParkingSpot.announce
    "announce before look",   \* the waiter looks for the last time, and then says that it sleeps
    "last look",              \* it does not look again
    "waker's fence",          \* of ParkingSpot.wake
    "true before wake" }      \* the waker looks who sleeps, and then makes the condition true

Waiter == "waiter"
Wakers == {"v", "w"}

\* Places in memory: a condition of each waker, and ParkingSpot.thread.
Thread == "thread"

Memory0 == Fresh([x \in Wakers \cup {Thread} |-> FALSE], Wakers \cup {Waiter})

MadeTrue(m, w) == Store(m, w, w, TRUE, R)

(* --algorithm Unpark {

variables
    m = Memory0;
    permit = FALSE;                     \* of LockSupport.unpark, for the waiter
    found = [w \in Wakers |-> FALSE];  \* what the waiter found true when it looked last

macro look() {
    with (a \in Load(m, Waiter, "v", A); b \in Load(a.mem, Waiter, "w", A)) {
        m := b.mem;
        found := [w \in Wakers |-> IF w = "v" THEN a.val ELSE b.val];
    }
}

process (waker \in Wakers)
    variable seen = FALSE;
{
condition:  if (Without # "true before wake") m := MadeTrue(m, self);
wake:       \* ParkingSpot.wake
            if (Without # "waker's fence") m := FullFence(m, self);
look:       \* ParkingSpot.wakeIfSeen
            with (thread \in Load(m, self, Thread, V)) { m := thread.mem; seen := thread.val };
            if (Without = "the name stays") {
take:           if (seen /\ Latest(m, Thread)) m := Update(m, self, Thread, FALSE, V) else seen := FALSE;
            };
unpark:     if (seen) permit := TRUE;
            if (Without = "true before wake") {
late:           m := MadeTrue(m, self);
            }
}

fair process (waiter = Waiter)
{
first:      \* SpinThenPark.await
            while (\E w \in Wakers : ~found[w]) {
                if (Without = "announce before look") {
tooEarly:           look();
                };
announce:       \* ParkingSpot.announce
                with (announced = Store(m, Waiter, Thread, TRUE, V))
                    m := IF Without = "announcer's fence" THEN announced ELSE FullFence(announced, Waiter);
look2:          \* Condition.isOver
                if (Without \notin {"announce before look", "last look"}) look();
park:           if (\E w \in Wakers : ~found[w]) {
                    await permit;
                    permit := FALSE;
                    if (Without = "last look") found := [w \in Wakers |-> Latest(m, w)];
                };
            };
retract:    m := Store(m, Waiter, Thread, FALSE, V);
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

Parked == pc[Waiter] = "park" /\ ~permit /\ \E w \in Wakers : ~found[w]

\* Whoever has come to its end is not waited for, wherever the other stands.
NoWakeUpIsLost == Parked => \A w \in Wakers : pc[w] = "Done" => found[w]

TheWaiterReturns == (\A w \in Wakers : pc[w] = "Done") ~> pc[Waiter] = "Done"

Reached == <<
    <<"the waiter sleeps, and nothing is true yet", Parked /\ ~Latest(m, "v") /\ ~Latest(m, "w")>>,
    <<"it sleeps, and all is true", Parked /\ Latest(m, "v") /\ Latest(m, "w")>>,
    <<"it is woken before it parks", permit /\ pc[Waiter] = "look2">>,
    <<"it is woken for nothing, and sleeps again", Parked /\ \E w \in Wakers : seen[w] /\ pc[w] = "Done">>,
    <<"it has not slept", pc[Waiter] = "Done" /\ \A w \in Wakers : ~seen[w]>>,
    <<"two see it at once", \A w \in Wakers : seen[w] /\ pc[w] = "unpark">> >>
Witnesses == Watch(Reached)
=============================================================================

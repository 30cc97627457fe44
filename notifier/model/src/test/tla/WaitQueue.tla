----------------------------- MODULE WaitQueue ------------------------------
(***************************************************************************)
(* Protocol 8 of docs/memory-model.md, its second part: readers wake each  *)
(* other.                                                                  *)
(*                                                                         *)
(* Two readers wait for the end of a window, one of whom may go because    *)
(* its time is over. Whoever ends the window wakes one of them. Here they  *)
(* park for ever if nobody wakes them. All come to the ends of their       *)
(* programs or to their parks: one that stops between the two may hold up  *)
(* others, until one of those looks for itself.                            *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "look after leaving",  \* who goes because its time is over takes the wake-up along
    "wake the next",       \* who goes wakes nobody
    "announce before look",\* a reader looks for the last time, and then enters the queue
    "leave before wake" }  \* who ends the window looks who sleeps, and then ends it

P == "producer"
Impatient == "impatient"
Readers == {Impatient, "r"}
Threads == Readers \cup {P}

\* Places in memory: how many windows are open, the queue; ParkingSpot.thread of each reader has its name.
Windows == "windows"
Queue == "queue"

Memory0 == Fresh([x \in Readers |-> FALSE] @@ [x \in {Windows} |-> 1] @@ [x \in {Queue} |-> <<>>], Threads)

Out(queue, r) == SelectSeq(queue, LAMBDA x : x # r)

(* --algorithm WaitQueue {

variables
    m = Memory0;
    permit = [r \in Readers |-> FALSE]; \* of LockSupport.unpark
    late = FALSE;                       \* the time of one is over

macro look() {
    with (windows \in Load(m, self, Windows, A)) { m := windows.mem; begun := windows.val = 0 };
}

process (reader \in Readers)
    variables
        begun = FALSE; \* it has found no window
        again = FALSE; \* it has been woken
        next = <<>>;   \* whom to wake
        woken = 0;
{
announce:   \* Subscription.ReaderTurn.announce
            if (Without = "announce before look") {
tooEarly:       look();
            };
queue:      m := Store(m, self, self, TRUE, V);
add:        m := Update(m, self, Queue, Append(Latest(m, Queue), self), V);
fence:      m := FullFence(m, self); \* SpinThenPark.sleep
last:       if (Without # "announce before look" \/ again) look();
park:       if (~begun) {
                either {
                    await permit[self];
                    permit[self] := FALSE;
                    again := TRUE;
                    goto fence;
                } or {
                    await self = Impatient; \* its time is over
                    late := TRUE;
                }
            };
retract:    m := Store(m, self, self, FALSE, V);
leave:      m := Update(m, self, Queue, Out(Latest(m, Queue), self), V);
after:      m := FullFence(m, self);
isOver:     if (Without # "look after leaving") look();
            if (begun /\ Without # "wake the next") {
wakeNext:       \* WaitQueue.wakeNext
                with (q \in Load(m, self, Queue, V)) { m := q.mem; next := q.val };
wake:           while (next # <<>> /\ woken < 2) {
                    with (sleeper \in Load(m, self, Head(next), V)) {
                        m := sleeper.mem;
                        if (sleeper.val) {
                            permit[Head(next)] := TRUE;
                            woken := woken + 1;
                        };
                    };
                    next := Tail(next);
                };
            };
}

process (producer = P)
    variables
        first = <<>>;
        seen = FALSE; \* that it sleeps
{
close:      \* SubscriptionState.leaveWindow
            if (Without # "leave before wake") m := Update(m, P, Windows, 0, V);
peek:       \* WaitQueue.wakeFirst
            with (q \in Load(m, P, Queue, V)) { m := q.mem; first := q.val };
wakeFirst:  if (first # <<>>) {
                with (sleeper \in Load(m, P, Head(first), V)) {
                    m := sleeper.mem;
                    seen := sleeper.val;
                    if (sleeper.val) permit[Head(first)] := TRUE;
                };
                if (~seen) {
gone:               m := Update(m, P, Queue, Out(Latest(m, Queue), Head(first)), V);
                    goto peek;
                };
            };
tooLate:    if (Without = "leave before wake") m := Update(m, P, Windows, 0, V);
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

Parked(r) == pc[r] = "park" /\ ~begun[r] /\ ~permit[r]

\* When nobody is on the way, nobody sleeps who might go.
NoReaderIsLeft ==
    (\A t \in Threads : pc[t] = "Done" \/ (t \in Readers /\ Parked(t))) => \A r \in Readers : pc[r] = "Done"

Reached == <<
    <<"all sleep", \A r \in Readers : Parked(r)>>,
    <<"P wakes one, and the other sleeps on", pc[P] = "tooLate" /\ \E r \in Readers : permit[r] /\ \A x \in Readers \ {r} : Parked(x)>>,
    <<"one wakes the other", \E r \in Readers : woken[r] = 1>>,
    <<"one goes as its time is over, though it was woken", late /\ permit[Impatient] /\ pc[Impatient] = "retract">>,
    <<"one has gone that P wakes", pc[P] = "gone">>,
    <<"one that comes finds no window", \E r \in Readers : pc[r] = "park" /\ begun[r] /\ Latest(m, Windows) = 0>>,
    <<"two are woken at once", \E r \in Readers : \E s \in Readers \ {r} : permit[r] /\ permit[s]>> >>
Witnesses == Watch(Reached)
=============================================================================

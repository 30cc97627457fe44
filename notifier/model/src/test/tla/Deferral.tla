------------------------------ MODULE Deferral ------------------------------
(***************************************************************************)
(* Protocol 18 of docs/memory-model.md: a record that the handler defers   *)
(* is answered when it is completed, by whatever thread.                   *)
(*                                                                         *)
(* A handler takes a record over a page that a device uses, and defers it. *)
(* The device is done, and another thread completes the ticket. A producer *)
(* sleeps until the record is answered, and frees the page.                *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "confirm before release", \* the record is released, and then the slot says which record it is about
    "slot before release",    \* the record is released, and then stands in a slot
    "released before slots",  \* the producer looks at the slots, and then whether the record is released
    "use before complete",    \* it is completed, and then the device is done
    "volatile slot",          \* the producer looks at the slots in plain mode
    "wake by completion",     \* who completes wakes nobody
    "wake by release" }       \* who releases wakes nobody

P == "producer"
S == "subscriber"
C == "completer"

\* Places in memory: the slot, and the inbox that it names; the ring; the producer's ParkingSpot; uses by the device.
Slot == "slot"
Inbox == "inbox"
Released == "released"
Sleeping == "sleeping"
Use == "use"

Memory0 == Fresh([x \in {Slot, Inbox, Released, Sleeping, Use} |-> 0], {P, S, C})

(* --algorithm Deferral {

variables
    m = Memory0;
    given = FALSE;    \* C has the ticket
    unparked = FALSE;
    freed = FALSE;
    bad = FALSE;      \* the page was used when it was freed, or a use did not happen before

macro wake(thread) {
    with (sleeping \in Load(m, thread, Sleeping, V)) {
        m := sleeping.mem;
        unparked := unparked \/ sleeping.val = 1;
    }
}

fair process (producer = P)
    variables released = FALSE, slot = 0, deferred = FALSE, last = FALSE;
{
early:      \* Inbox.isAcknowledged in the wrong order
            if (Without = "released before slots")
                with (s \in Load(m, P, Slot, V)) { m := s.mem; slot := s.val; };
look:       \* RecordRings.isReleased
            with (r \in Load(m, P, Released, A)) { m := r.mem; released := r.val = 1; };
slots:      \* Deferrals.isDeferred
            if (Without # "released before slots")
                with (s \in Load(m, P, Slot, IF Without = "volatile slot" THEN O ELSE V)) { m := s.mem; slot := s.val; };
which:      with (i \in Load(m, P, Inbox, V)) { m := i.mem; deferred := slot = 1 /\ i.val = 1; };
decide:     if (released /\ ~deferred) goto free
            else if (~last) {
                \* ParkingSpot.announce, and then the last look
                m := Store(m, P, Sleeping, 1, V);
                last := TRUE;
announced:      m := FullFence(m, P);
                goto early;
            }
            else {
park:           await unparked;
                unparked := FALSE;
                last := FALSE;
                goto early;
            };
free:       freed := TRUE;
            bad := bad \/ ~Knows(m, P, Use) \/ Latest(m, Use) = 0;
}

fair process (subscriber = S)
{
releaseEarly:
            if (Without = "slot before release") m := Store(m, S, Released, 1, R);
defer:      \* the handler: Deferrals.defer
            m := Store(m, S, Slot, 1, V);
            given := TRUE;
releaseEarly2:
            if (Without = "confirm before release") m := Store(m, S, Released, 1, R);
confirm:    \* Deferrals.confirm
            m := Store(m, S, Inbox, 1, V);
release:    \* SpscRecordRing.release
            if (Without \notin {"slot before release", "confirm before release"}) m := Store(m, S, Released, 1, R);
fence:      \* Inbox.drain: ParkingSpot.wake
            m := FullFence(m, S);
wakeUp:     if (Without # "wake by release") wake(S);
}

fair process (completer = C)
    variables mine = FALSE;
{
done:       await given;
            if (Without # "use before complete") m := Store(m, C, Use, 1, O);
complete:   \* Deferrals.complete
            m := Update(m, C, Slot, 0, V);
inbox:      with (i \in Load(m, C, Inbox, V)) { m := i.mem; mine := i.val = 1; };
fence2:     \* ParkingSpot.wake
            if (mine) m := FullFence(m, C);
wakeUp2:    if (mine /\ Without # "wake by completion") wake(C);
late:       if (Without = "use before complete") {
                m := Store(m, C, Use, 1, O);
                bad := bad \/ freed;
            }
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NobodyUsesWhatIsFreed == ~bad

StartReturns == <>(pc[P] = "Done")

Reached == <<
    <<"the record is released, and deferred", released /\ deferred>>,
    <<"it is completed while the handler runs", pc[C] = "inbox" /\ pc[S] = "confirm">>,
    <<"the producer sleeps when it is released", pc[P] = "park" /\ pc[S] = "fence">>,
    <<"and when it is completed", pc[P] = "park" /\ pc[C] = "fence2" /\ mine>>,
    <<"it is freed", freed>>,
    <<"all is over", pc[P] = "Done" /\ pc[S] = "Done" /\ pc[C] = "Done">> >>
Witnesses == Watch(Reached)
=============================================================================

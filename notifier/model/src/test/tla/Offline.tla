------------------------------ MODULE Offline -------------------------------
(***************************************************************************)
(* Protocol 11 of docs/memory-model.md: a thread that is offline, or has   *)
(* ended, need not be waited for.                                          *)
(*                                                                         *)
(* A subscriber thread holds a page and uses it. It goes offline, or ends; *)
(* it comes back, takes what has come, and goes on. A producer publishes a *)
(* record over the page and frees it as soon as it is acknowledged.        *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "fence after publishing", \* Acknowledgements.fence
    "use before offline",     \* the thread says that it is offline, and then uses the page
    "release offline",        \* it says so in plain mode
    "acquire offline",        \* holdsNothing reads it in plain mode
    "look when back",         \* online does not look into the inboxes
    "look everywhere",        \* online does not take the bells: no volatile access after it says that it is back
    "clear before look" }     \* online looks into the inboxes, and then says that it is back

P == "producer"
S == "subscriber"

\* Places in memory: the ring, the doorbell's state, uses of the page.
Sequence == "sequence"
Released == "released"
State == "state"
Bells == "bells"
Use == "use"

Memory0 == Fresh([x \in {Sequence, Released, Bells, Use} |-> 0] @@ [x \in {State} |-> "online"], {P, S})

(* --algorithm Offline {

variables
    m = Memory0;
    held = TRUE;     \* S holds the address of the page
    freed = FALSE;
    bad = FALSE;     \* the page was used when it was freed, or a use did not happen before

macro use(times) {
    if (held) {
        m := Store(m, S, Use, times, O);
        bad := bad \/ freed;
    }
}

macro take(sequence) {
    \* Inbox.drain: the handler, SpscRecordRing.release
    if (sequence.val = Latest(m, Released) + 1) {
        held := FALSE;
        m := Store(sequence.mem, S, Released, 1, R);
    }
    else m := sequence.mem;
}

fair process (producer = P)
{
publish:    \* Inbox.publish
            m := Store(m, P, Sequence, 1, R);
fence:      \* Acknowledgements.fence
            if (Without # "fence after publishing") m := FullFence(m, P);
waitFor:    \* Inbox.isAcknowledged: SpscRecordRing.isReleased, Subscriber.holdsNothing
            either with (released \in {r \in Load(m, P, Released, A) : r.val = 1}) m := released.mem;
            or with (state \in {s \in Load(m, P, State, IF Without = "acquire offline" THEN O ELSE A) : s.val # "online"})
                m := state.mem;
free:       freed := TRUE;
            bad := ~Knows(m, P, Use);
}

fair process (subscriber = S)
{
work:       use(1);
poll:       \* or not: it may come too early
            either with (sequence \in Load(m, S, Sequence, A)) take(sequence);
            or skip;
work2:      if (Without # "use before offline") use(2);
offline:    \* Subscriber.offline, or close: Doorbell.set
            with (word \in {"offline", "closed"})
                m := Update(m, S, State, word, IF Without = "release offline" THEN O ELSE V);
late:       if (Without = "use before offline") use(2);
ended:      if (Latest(m, State) = "closed") goto Done;
early:      if (Without = "clear before look")
                with (sequence \in Load(m, S, Sequence, A)) take(sequence);
online:     \* Subscriber.online: Doorbell.clear
            m := Update(m, S, State, "online", V);
everywhere: \* Doorbell.notice, or Doorbell.take
            if (Without # "look everywhere") m := Update(m, S, Bells, 1, V);
look:       \* Subscriber.poll, with a volatile load of the list of inboxes at most before it looks
            if (Without \notin {"look when back", "clear before look"})
                with (sequence \in Load(m, S, Sequence, A)) take(sequence);
back:       use(3);
pollAgain:  \* a subscriber polls for ever; this one once more, if it has not taken the record
            if (Latest(m, Released) = 0)
                with (sequence \in {s \in Load(m, S, Sequence, A) : s.val = 1}) take(sequence);
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NobodyUsesWhatIsFreed == ~bad

StartReturns == <>(pc[P] = "Done")

Reached == <<
    <<"it is freed while the thread is offline", freed /\ Latest(m, State) = "offline" /\ held>>,
    <<"and then the thread takes the record", freed /\ pc[S] = "back" /\ ~held /\ Latest(m, Released) = 1>>,
    <<"the record comes after the thread is back", ~freed /\ pc[S] = "pollAgain" /\ Latest(m, Released) = 0>>,
    <<"it is freed after the thread has ended", freed /\ Latest(m, State) = "closed">>,
    <<"the record is taken before the thread goes offline", pc[S] = "work2" /\ ~held>>,
    <<"all is over", pc[P] = "Done" /\ pc[S] = "Done">> >>
Witnesses == Watch(Reached)
=============================================================================

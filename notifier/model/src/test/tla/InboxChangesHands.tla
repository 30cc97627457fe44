------------------------- MODULE InboxChangesHands --------------------------
(***************************************************************************)
(* Protocols 3 and 8 of docs/memory-model.md, where a producer leaves an   *)
(* inbox and another goes on with it: no record is written over another,   *)
(* and the newcomer is woken.                                              *)
(*                                                                         *)
(* A producer publishes a record and leaves. Another takes the inbox over, *)
(* publishes and goes to sleep. The subscriber ends, and wakes whoever     *)
(* waits for it.                                                           *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "volatile use",      \* the inbox is left in opaque mode
    "publish before use", \* it is left, and then the record published
    "volatile producer", \* whose it is is written and read in opaque mode
    "producer before look", \* it looks for the last time, and then says who it is
    "end before wake" }  \* the subscriber wakes, and then ends

P == "producer"
Q == "newcomer"
S == "subscriber"

\* Places in memory: the producer's position in the ring, the inbox's use, whose it is, and the subscriber's state.
Position == "position"
Use == "use"
Producer == "inbox.producer"
State == "state"

Memory0 == Fresh(
    [x \in {Position, Use} |-> 0] @@ [x \in {Producer} |-> P] @@ [x \in {State} |-> "open"], {P, Q, S})

ModeOf(step) == IF Without = step THEN O ELSE V

(* --algorithm InboxChangesHands {

variables
    m = Memory0;
    places = {};      \* where records were written
    twice = FALSE;    \* a record was written over another
    over = FALSE;     \* the newcomer has seen that it need not wait
    woken = {};

macro saysWho() { m := Store(m, Q, Producer, Q, ModeOf("volatile producer")) }

process (producer = P)
{
publish:    \* SpscRecordRing.publish: the position is plain
            if (Without # "publish before use") { m := Store(m, P, Position, 1, O); places := {0} };
leave:      \* Inbox.close
            m := Store(m, P, Use, 1, ModeOf("volatile use"));
late:       if (Without = "publish before use") {
                m := Store(m, P, Position, 1, O);
                twice := 0 \in places;
                places := places \cup {0};
            };
}

process (newcomer = Q)
{
reopen:     \* Inbox.reopen
            with (use \in Load(m, Q, Use, V)) {
                m := use.mem;
                if (use.val # 1) goto Done;
            };
inUse:      m := Update(m, Q, Use, 2, V);
say:        if (Without # "producer before look") saysWho();
publishToo: with (position \in Load(m, Q, Position, O)) {
                m := position.mem;
                twice := twice \/ position.val \in places;
                places := places \cup {position.val};
            };
announce:   \* ParkingSpot.announce
            m := FullFence(m, Q);
look:       \* Inbox.isAcknowledged
            with (state \in Load(m, Q, State, A)) { m := state.mem; over := state.val = "ended" };
sayLate:    if (Without = "producer before look") saysWho();
}

process (subscriber = S)
{
ended:      \* Doorbell.set
            if (Without # "end before wake") m := Update(m, S, State, "ended", V);
wake:       \* Subscriber.wakeProducers
            with (whose \in Load(m, S, Producer, ModeOf("volatile producer"))) { m := whose.mem; woken := {whose.val} };
endedLate:  if (Without = "end before wake") m := Update(m, S, State, "ended", V);
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NoRecordIsWrittenOver == ~twice

Asleep == pc[Q] = "Done" /\ Q \in DOMAIN pc /\ 2 = Latest(m, Use) /\ ~over

NoWakeUpIsLost == Asleep /\ pc[S] = "Done" => Q \in woken

Reached == <<
    <<"the newcomer goes on behind a record", places = {0, 1}>>,
    <<"it sleeps and is woken", Asleep /\ Q \in woken>>,
    <<"it has seen the end", over>>,
    <<"who was there before is woken", P \in woken>> >>
Witnesses == Watch(Reached)
=============================================================================

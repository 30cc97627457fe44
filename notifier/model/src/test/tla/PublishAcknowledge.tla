------------------------ MODULE PublishAcknowledge --------------------------
(***************************************************************************)
(* Protocols 3 and 9 of docs/memory-model.md: a record, or the overflow    *)
(* that it went to, is seen whole, with all that was before it, and        *)
(* acknowledged when it is handled.                                        *)
(*                                                                         *)
(* A producer publishes some windows to a ring of one slot, does not wait  *)
(* at first, and at the end waits for all of them. What the ring does not  *)
(* take overflows. Somebody else asks, too, and leaves what is known.      *)
(***************************************************************************)
EXTENDS Memory, Witness, FiniteSets

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "fields before sequence", \* the record is published, and then written
    "release publish",        \* it is published in plain mode
    "acquire peek",           \* the subscriber looks for it in plain mode
    "claim",                  \* a slot is written again whether it was released or not
    "handle before release",  \* a record is released, and then handled
    "release released",       \* released in plain mode
    "release known",          \* what is known to be released is written in plain mode
    "acquire known",          \* and read so
    "compare",                \* pending is read, and then written
    "add again",              \* a range that pending covers is not added
    "handle before taken",    \* a batch is answered, and then handled
    "release taken" }         \* answered in plain mode

P == "producer"
S == "subscriber"
Q == "somebody who asks"
Ranges == <<"a", "b", "b">> \* of each window

\* Places in memory: the slot's field and its sequence, n once published and -n once released; the number of records that
\* are known to be released; Overflow's pending and taken;
\* what the producer did before each window, what the handler did.
Field == "field"
Sequence == "sequence"
Known == "known"
Pending == "pending"
Taken == "taken"
Before == "before"
Handled == "handled"

None == [number |-> 0, ranges |-> {}]

Memory0 == Fresh(
    [x \in {Sequence, Known, Taken, Before, Handled} |-> 0] @@ [x \in {Field} |-> "none"] @@ [x \in {Pending} |-> None],
    {P, S, Q})

Windows == 1..Len(Ranges)

\* SpscRecordRing.isReleased: a later record in the slot says that those before it are released.
LastReleased(sequence) == IF sequence > 0 THEN sequence - 1 ELSE -sequence

(* --algorithm PublishAcknowledge {

variables
    m = Memory0;
    n = 0;                         \* windows that P has begun
    inRing = 0;
    lastNumber = 0;
    tickets = [w \in Windows |-> 0];
    letGo = [w \in Windows |-> 0]; \* when the handler let go: a position in the order of Handled
    torn = FALSE;                  \* a record was read that is not the one published
    acknowledged = {};

\* Overflow.covers; the ticket of a range that is covered is that of its batch.
macro answer(number) {
    lastNumber := number;
    tickets[n] := -number;
}

\* The handler lets go of a range, in all windows over it that it is bound to know of.
macro handle(ranges) {
    m := Store(m, S, Handled, Len(m.log[Handled]), O);
    letGo := [w \in Windows |->
        IF letGo[w] = 0 /\ Ranges[w] \in ranges /\ m.log[Before][m.view[S][Before]].val >= w
        THEN Len(m.log[Handled]) ELSE letGo[w]];
}

fair process (producer = P)
    variables full = FALSE, current = None;
{
window:     while (n < Len(Ranges)) {
                \* what it does before: enter the states, and more
                m := Store(m, P, Before, n + 1, O);
                n := n + 1;
claim:          \* SpscRecordRing.claim
                with (known \in Load(m, P, Known, IF Without = "acquire known" THEN O ELSE A)) {
                    if (known.val = inRing) {
                        m := known.mem;
                        full := FALSE;
                    }
                    else with (sequence \in Load(known.mem, P, Sequence, A)) {
                        m := sequence.mem;
                        full := sequence.val > 0 /\ Without # "claim";
                    }
                };
publish:        \* Inbox.publish, SpscRecordRing.publish
                if (~full) {
                    inRing := inRing + 1;
                    tickets[n] := inRing;
                    if (Without = "fields before sequence") {
                        m := Store(m, P, Sequence, inRing, R);
fields:                 m := Store(m, P, Field, Ranges[n], O);
                    }
                    else m := Store(Store(m, P, Field, Ranges[n], O), P, Sequence, inRing,
                                    IF Without = "release publish" THEN O ELSE R);
                }
                else {
                    \* Overflow.add
                    with (pending \in Load(m, P, Pending, V)) { m := pending.mem; current := pending.val };
add:                if (Without = "add again" /\ Ranges[n] \in current.ranges) answer(current.number)
                    else if (Latest(m, Pending) = current \/ Without = "compare")
                        with (number = IF current = None THEN lastNumber + 1 ELSE current.number) {
                            m := Update(m, P, Pending, [number |-> number, ranges |-> current.ranges \cup {Ranges[n]}], V);
                            answer(number);
                        }
                    else goto publish;
                };
            };
waitFor:    \* Acknowledgements.isOver, Inbox.isAcknowledged
            while (acknowledged # Windows) {
                with (w = Cardinality(acknowledged) + 1;
                      known \in Load(m, P, Known, IF Without = "acquire known" THEN O ELSE A)) {
                    if (tickets[w] > 0 /\ known.val >= tickets[w]) {
                        m := known.mem;
                        acknowledged := acknowledged \cup {w};
                    }
                    else with (a \in Load(known.mem, P, IF tickets[w] > 0 THEN Sequence ELSE Taken, A)) {
                        await IF tickets[w] > 0 THEN LastReleased(a.val) >= tickets[w] ELSE a.val >= -tickets[w];
                        m := a.mem;
                        acknowledged := acknowledged \cup {w};
                    }
                }
            }
}

fair process (subscriber = S)
    variables batch = None, range = "", released = 0;
{
poll:       while (pc[P] \notin {"waitFor", "Done"} \/ released < inRing \/ Latest(m, Pending) # None) {
                either {
                    \* Overflow.take
                    await Latest(m, Pending) # None;
                    batch := Latest(m, Pending);
                    m := Update(m, S, Pending, None, V);
                    if (Without = "handle before taken") {
takenEarly:             m := Store(m, S, Taken, batch.number, R);
                    };
batchHandled:       \* Inbox.takeBatch
                    handle(batch.ranges);
taken:              \* Overflow.taken
                    m := Store(m, S, Taken, batch.number, IF Without = "release taken" THEN O ELSE R);
                }
                or {
                    \* SpscRecordRing.peek, InvalidationRecord.read
                    with (sequence \in Load(m, S, Sequence, IF Without = "acquire peek" THEN O ELSE A);
                          field \in Load(sequence.mem, S, Field, O)) {
                        await sequence.val = released + 1;
                        m := field.mem;
                        range := field.val;
                        torn := torn \/ ~\E w \in Windows : tickets[w] = sequence.val /\ Ranges[w] = field.val;
                    };
                    released := released + 1;
                    if (Without = "handle before release") {
releasedEarly:          m := Store(m, S, Sequence, -released, R);
                    };
recordHandled:      \* the handler
                    handle({range});
release:            \* SpscRecordRing.release
                    if (Without # "handle before release")
                        m := Store(m, S, Sequence, -released, IF Without = "release released" THEN O ELSE R);
                }
            }
}

process (asker = Q)
{
ask:        \* SpscRecordRing.isReleased, at any time
            with (sequence \in Load(m, Q, Sequence, A)) {
                m := IF LastReleased(sequence.val) = 0 THEN sequence.mem
                     ELSE Store(sequence.mem, Q, Known, LastReleased(sequence.val),
                                IF Without = "release known" THEN O ELSE R);
            }
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

RecordsAreWhole == ~torn

\* Who is acknowledged was handled, in that window, and that happened before.
AcknowledgedIsHandled == \A w \in acknowledged : letGo[w] # 0 /\ m.view[P][Handled] >= letGo[w]

StartsReturn == <>(pc[P] = "Done")

Reached == <<
    <<"the ring is full", full>>,
    <<"two windows are in one batch", tickets[2] = tickets[3] /\ tickets[2] < 0>>,
    <<"a batch is taken while a range is added", pc[P] = "add" /\ current # None /\ Latest(m, Pending) = None>>,
    <<"there are two batches", lastNumber = 2>>,
    <<"the slot is used again", inRing = 2>>,
    <<"somebody else has found it released", Latest(m, Known) = 1>>,
    <<"all went through the ring", inRing = 3>>,
    <<"all is acknowledged", acknowledged = Windows>> >>
Witnesses == Watch(Reached)
=============================================================================

------------------------------ MODULE Doorbell ------------------------------
(***************************************************************************)
(* Protocol 10 of docs/memory-model.md: an idle poll is one load, and no   *)
(* record is left lying.                                                   *)
(*                                                                         *)
(* A subscriber thread looks at the ring of its first producer. When a     *)
(* second one comes, both have to ring (in the library when a third one    *)
(* comes). The first publishes two records meanwhile. The thread polls for *)
(* one record at a time, and spins in between until its doorbell is not    *)
(* silent. It never parks: that is Unpark. The newcomer may stop at any    *)
(* step, and the producer between two records.                             *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "EVERYWHERE before not DIRECT", \* rings are no longer looked at, and then the order to look everywhere comes
    "publish before ring",    \* a producer rings, and then publishes
    "fence after publishing", \* Acknowledgements.fence
    "RING before EVERYWHERE", \* the order to look everywhere comes first
    "look everywhere",        \* no order to look everywhere when producers begin to ring
    "put back" }              \* a poll that stops early does not put the bells back

P == "producer"
Q == "newcomer"
S == "subscriber"
Records == 2

\* Places in memory: the doorbell's state and bells; the list of inboxes; the ring of P.
Ring == "ring"
Bells == "bells"
Inboxes == "inboxes"
Sequence == "sequence"

\* Bits of the bells besides that of P.
Direct == "DIRECT"
Everywhere == "EVERYWHERE"

Memory0 == Fresh(
    [x \in {Ring} |-> FALSE] @@ [x \in {Bells} |-> {Direct}] @@ [x \in {Inboxes} |-> 1] @@ [x \in {Sequence} |-> 0],
    {P, Q, S})

Rung(m, t, bells) == Update(m, t, Bells, Latest(m, Bells) \cup bells, V)

(* --algorithm Doorbell {

variables
    m = Memory0;
    taken = 0;
    n = 0;        \* records that P has begun to publish
    rung = {};    \* what S has taken from its doorbell
    by = {};      \* for Reached only: what had rung when S looked last, and whether it found a record
    has = FALSE;

macro ring() {
    with (state \in Load(m, P, Ring, O)) m := IF state.val THEN Rung(m, P, {P}) ELSE m;
}

process (producer = P)
{
publish:    while (n < Records) {
                \* Inbox.publish, Acknowledgements.fence
                n := n + 1;
                if (Without = "publish before ring") {
                    ring();
publishLate:        m := Store(m, P, Sequence, n, R);
                }
                else with (published = Store(m, P, Sequence, n, R))
                    m := IF Without = "fence after publishing" THEN published ELSE FullFence(published, P);
alert:          \* Doorbell.alert
                if (Without # "publish before ring") ring();
            }
}

process (newcomer = Q)
{
meet:       \* ProducerInboxes.meet, Inboxes.add
            m := Update(m, Q, Inboxes, 2, V);
            if (Without = "RING before EVERYWHERE") {
tooEarly:       m := Rung(m, Q, {Everywhere});
            };
ringing:    \* Doorbell.ringFromNowOn
            m := Update(m, Q, Ring, TRUE, V);
            if (Without = "EVERYWHERE before not DIRECT") {
tooSoon:        m := Update(m, Q, Bells, Latest(m, Bells) \ {Direct}, V);
            };
order:      if (Without \notin {"RING before EVERYWHERE", "look everywhere"}) {
                \* Doorbell.lookEverywhere
                m := Rung(m, Q, {Everywhere});
            };
notDirect:  m := Update(m, Q, Bells, Latest(m, Bells) \ {Direct}, V);
}

process (subscriber = S)
{
poll:       while (taken < Records) {
                \* Doorbell.isSilent, again and again; Doorbell.take
                with (bells \in Load(m, S, Bells, O)) {
                    rung := IF bells.val = {Direct} THEN bells.val ELSE Latest(m, Bells);
                    if (bells.val = {Direct})
                        with (record \in {r \in Load(m, S, Sequence, A) : r.val > taken}) m := record.mem;
                    else {
                        await bells.val # {};
                        m := Update(m, S, Bells, Latest(m, Bells) \cap {Direct}, V);
                    }
                };
drain:          \* InboxPoller.drain: a volatile load of the list of inboxes
                with (inboxes \in Load(m, S, Inboxes, V)) m := inboxes.mem;
                by := {};
                has := FALSE;
look:           \* SpscRecordRing.peek; if the limit is reached, Doorbell.putBack
                with (record \in Load(m, S, Sequence, A)) {
                    by := rung;
                    has := record.val > taken;
                    if (has) {
                        taken := taken + 1;
                        m := IF Without = "put back" THEN record.mem
                             ELSE Rung(record.mem, S, IF rung \cap {Direct, Everywhere} # {} THEN {Everywhere} ELSE rung);
                    }
                    else m := record.mem;
                };
                rung := {};
            }
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* What there is will be seen, even if nothing more comes: otherwise S would spin for ever.
\* Where the newcomer stands does not matter: it may stand there for ever.
NoBellIsLost == pc[P] \in {"publish", "Done"} /\ pc[S] = "poll" /\ taken < n => Latest(m, Bells) # {}

Reached == <<
    <<"S takes a record without a bell", by = {Direct} /\ has>>,
    <<"S takes a record by its bell", by = {P} /\ has>>,
    <<"S finds nothing where a bell has rung", by = {P} /\ ~has>>,
    <<"P has not seen that it is to ring", pc[P] = "Done" /\ Latest(m, Ring) /\ P \notin Latest(m, Bells) /\ taken = 0>>,
    <<"all is taken", pc[S] = "Done">> >>
Witnesses == Watch(Reached)
=============================================================================

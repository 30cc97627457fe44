---------------------------- MODULE RecordRings -----------------------------
(***************************************************************************)
(* Protocol 3 of docs/memory-model.md, where a ring is full: the producer  *)
(* goes on in a larger one, and no record of the old one is lost or taken  *)
(* for released.                                                           *)
(*                                                                         *)
(* A producer publishes a record in ring A, links ring B and publishes     *)
(* another there. A subscriber uses what the first record revokes, and     *)
(* takes both. Somebody else asks whether the first one is released, and   *)
(* then frees what it was about.                                           *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "publish before link",   \* the producer links B, and then publishes in A
    "volatile next",         \* it links B in opaque mode
    "second peek",           \* the subscriber does not look into A again
    "release",               \* it releases a record in opaque mode
    "volatile previous",     \* it says in opaque mode that it is through with A
    "take before previous" } \* it says so before it has taken the record of A

P == "producer"
S == "subscriber"
F == "freeing"

None == 0
Published == 1
Released == 2

\* Places in memory: the slots of both rings, the links, where the producer is, and the subscriber's use.
A1 == "slot of A"
B1 == "slot of B"
Link == "A.next"
Back == "B.previous"
Newest == "last"
Use == "use"

Memory0 == Fresh(
    [x \in {A1, B1, Use} |-> None] @@ [x \in {Link} |-> FALSE] @@ [x \in {Back} |-> TRUE] @@ [x \in {Newest} |-> "A"],
    {P, S, F})

ModeOf(step, mode) == IF Without = step THEN O ELSE mode

(* --algorithm RecordRings {

variables
    m = Memory0;
    handled = FALSE; \* the subscriber has let go
    freed = FALSE;

process (producer = P)
{
publish:    \* SpscRecordRing.publish
            if (Without # "publish before link") m := Store(m, P, A1, Published, R);
link:       \* RecordRings.grow
            m := Store(m, P, Link, TRUE, ModeOf("volatile next", V));
newest:     m := Store(m, P, Newest, "B", V);
late:       if (Without = "publish before link") m := Store(m, P, A1, Published, R);
publishB:   m := Store(m, P, B1, Published, R);
}

process (subscriber = S)
{
using:      m := Store(m, S, Use, 1, O);
peek:       \* RecordRings.peek
            with (slot \in Load(m, S, A1, A)) {
                m := slot.mem;
                if (slot.val = Published) goto take;
            };
look:       with (found \in Load(m, S, Link, V)) {
                m := found.mem;
                if (~found.val) goto peek;
            };
again:      if (Without # "second peek")
                with (slot \in Load(m, S, A1, A)) {
                    m := IF slot.val = Published /\ Without = "take before previous"
                         THEN Store(slot.mem, S, Back, FALSE, V) ELSE slot.mem;
                    if (slot.val = Published) goto take;
                };
goOn:       m := Store(m, S, Back, FALSE, ModeOf("volatile previous", V));
            goto peekB;
take:       \* the handler; SpscRecordRing.release
            handled := TRUE;
            m := Store(m, S, A1, Released, ModeOf("release", R));
            goto look;
peekB:      with (slot \in Load(m, S, B1, A)) {
                m := slot.mem;
                if (slot.val # Published) goto peekB;
            };
}

process (freeing = F)
{
askLast:    \* RecordRings.isReleased
            with (last \in Load(m, F, Newest, V)) {
                m := last.mem;
                if (last.val = "A") goto askSlot;
            };
askLink:    with (previous \in Load(m, F, Back, V)) {
                m := previous.mem;
                if (~previous.val) goto free;
            };
askSlot:    with (slot \in Load(m, F, A1, A)) {
                m := slot.mem;
                if (slot.val # Released) goto Done; \* it may ask again later
            };
free:       freed := TRUE;
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* Who goes on to B has taken all of A.
NothingIsLost == pc[S] \in {"peekB", "Done"} => handled

\* What is taken for released was, and what was used was used before.
NobodyUsesWhatIsFreed == freed => handled /\ Knows(m, F, Use)

Reached == <<
    <<"the record is found at once", handled /\ pc[P] = "link">>,
    <<"it is found at the second look", pc[S] = "take" /\ Latest(m, Link)>>,
    <<"both rings have been taken", pc[S] = "Done">>,
    <<"the record is found released in the last ring", freed /\ pc[P] = "link">>,
    <<"it is found released in the ring before", pc[F] = "free" /\ Latest(m, Back)>>,
    <<"the ring before has gone", pc[F] = "free" /\ ~Latest(m, Back)>>,
    <<"it is asked for too early", pc[F] = "Done" /\ ~freed>> >>
Witnesses == Watch(Reached)
=============================================================================

------------------------- MODULE EndMeetsSubscribe --------------------------
(***************************************************************************)
(* Protocol 11 of docs/memory-model.md, the end of a subscriber: no        *)
(* subscription is left behind.                                            *)
(*                                                                         *)
(* Somebody ends a subscriber, or evicts it, and closes what it finds of   *)
(* its subscriptions. Another thread subscribes for it meanwhile, and then *)
(* looks whether it has ended.                                             *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "state before look",    \* who ends it looks for subscriptions first
    "ending fence",         \* there is no fence between the state and the look
    "enter before question", \* the newcomer asks first
    "newcomer's fence" }    \* there is no fence between its entry and the question

E == "ending"
N == "newcomer"

\* Places in memory: the subscriber's state, its memberships.
State == "state"
Entries == "entries"

Memory0 == Fresh([x \in {State} |-> "open"] @@ [x \in {Entries} |-> {}], {E, N})

Fenced(m, t, step) == IF Without = step THEN m ELSE FullFence(m, t)

(* --algorithm EndMeetsSubscribe {

variables
    m = Memory0;
    closed = FALSE;  \* the subscription is
    refused = FALSE; \* its thread was told that the subscriber has ended

macro look() {
    \* Subscriber.forEachMembership: maps of the JDK are read in acquire mode
    with (entries \in Load(m, E, Entries, A)) { m := entries.mem; closed := N \in entries.val }
}

macro ask() {
    \* Subscriber.checkServed
    with (state \in Load(m, N, State, A)) { m := state.mem; refused := state.val = "ended" }
}

process (ending = E)
{
early:      if (Without = "state before look") look();
ended:      \* Doorbell.set
            m := Update(m, E, State, "ended", V);
fence:      m := Fenced(m, E, "ending fence");
lookNow:    if (Without # "state before look") look();
}

process (newcomer = N)
{
askEarly:   if (Without = "enter before question") ask();
enter:      \* Subscriber.enter, Membership.add
            m := Update(m, N, Entries, {N}, V);
fenceToo:   m := Fenced(m, N, "newcomer's fence");
askNow:     if (Without # "enter before question") ask();
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NothingIsLeftBehind == pc[E] = "Done" /\ pc[N] = "Done" => closed \/ refused

Reached == <<
    <<"the subscription is closed", closed /\ ~refused /\ pc[N] = "Done">>,
    <<"the newcomer is told", refused /\ ~closed /\ pc[E] = "Done">>,
    <<"both", refused /\ closed>> >>
Witnesses == Watch(Reached)
=============================================================================

---------------------------- MODULE GracePeriod -----------------------------
(***************************************************************************)
(* Protocol 13 of docs/memory-model.md: a grace period ends when the last  *)
(* callback has returned, in whatever thread, and once.                    *)
(*                                                                         *)
(* Somebody unlinks a callback without waiting. One producer calls it just *)
(* then; another one starts, and calls it if it finds it linked. Whoever   *)
(* finds that all have finished completes the grace period: at the latest  *)
(* the ticker, which looks until it does. The windows may stay open for    *)
(* ever, and the others may stop at any step. One of the three has         *)
(* finished before: with all of them there are a hundred times as many     *)
(* states, and nothing more is found. The ticker does in three steps what  *)
(* the others do one by one.                                               *)
(***************************************************************************)
EXTENDS Memory, Witness, FiniteSets

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "starting too",           \* a producer that starts is taken for one who calls nobody
    "unlink before look",     \* who begins the grace period looks who calls, and then unlinks
    "ticker",                 \* nobody looks again
    "compare",                \* who finds it over completes it without comparing
    "release told" }          \* a producer says in plain mode that its callbacks are over

C == "closeAsync"
P == "calling"
Q == "starting"
Producers == {P, Q}
T == "ticker"
Others == {C, P, Q}
Threads == Others \cup {T}

Free == 0
Starting == 1
Calling == 2
Opened == 3

\* Places in memory: the tree or the list, the queue, GracePeriod's running and state, what callbacks use. The slot of a
\* producer has its name.
Linked == "linked"
Pending == "pending"
Running == "running"
State == "state"
Use == "use"

Unknown == {"unknown"}

\* If C has begun the grace period, perhaps it knows who calls: both.
Memory0(finished, running) == Fresh(
    [x \in {Linked} |-> finished # C] @@ [x \in {Pending} |-> finished = C] @@ [x \in {Running} |-> running] @@
    [x \in {State} |-> "RUNNING"] @@ [x \in {Use} |-> 0] @@
    [x \in {P} |-> IF finished = P THEN Opened ELSE Calling] @@
    [x \in {Q} |-> IF finished = Q THEN Opened ELSE IF finished = C THEN Calling ELSE Free],
    Threads)

\* What was written comes into view in the end.
InTheEnd(m, t) == [m EXCEPT !.view[t] = [x \in DOMAIN m.log |-> Len(m.log[x])]]

\* It is pending, and no callback runs: who has only begun to start is not taken for one who calls nobody.
Quiet(m) == Latest(m, Pending) /\ \A p \in Producers : Latest(m, p) \in {Free, Opened}

\* Those of whom a version says that they may call.
Telling(versions) ==
    {p \in Producers : versions[p].val \in (IF Without = "starting too" THEN {Calling} ELSE {Starting, Calling})}

Told(m, p) == Store(m, p, p, Opened, IF Without = "release told" THEN O ELSE R)

(* --algorithm GracePeriod {

variables
    finished \in Others;
    running \in IF finished = C THEN {Unknown, Producers} ELSE {Unknown};
    m = Memory0(finished, running);
    calling = {p \in Producers : m.log[p][1].val = Calling}; \* they run the callback
    completed = 0;                                           \* how many have completed the grace period
    known = TRUE;                                            \* what callbacks did happened before

process (thread \in Others)
    variables
        look = {};     \* slots to look at
        calls = {};    \* CallSnapshot
        over = FALSE;
{
begin:      if (self = finished) goto Done
            else if (self = C) {
                if (Without # "unlink before look") m := Update(m, C, Linked, FALSE, V);
queue:          \* CallbackGracePeriods.begin
                m := Update(m, C, Pending, TRUE, V);
            }
            else {
                if (self \notin calling) {
                    \* WindowTable.open
                    m := Store(m, self, self, Starting, V);
collect:            \* Window.collect; WindowTable.calling, or told
                    with (linked \in Load(m, self, Linked, V)) {
                        m := Store(linked.mem, self, self, IF linked.val THEN Calling ELSE Opened, R);
                        if (linked.val) calling := calling \cup {self} else goto Done;
                    }
                };
callback:       m := Store(m, self, Use, Latest(m, Use) + 1, O);
told:           \* WindowTable.told
                calling := calling \ {self};
                m := Told(m, self);
isEmpty:        \* CallbackGracePeriods.callsOver
                with (pending \in Load(m, self, Pending, A)) {
                    m := IF pending.val THEN FullFence(pending.mem, self) ELSE pending.mem;
                    if (~pending.val) goto Done;
                };
            };
isOver:     \* GracePeriod.tryComplete, isOver
            with (seen \in Load(m, self, Running, V)) {
                m := seen.mem;
                calls := IF seen.val = Unknown THEN {} ELSE seen.val;
                look := IF seen.val = Unknown THEN Producers ELSE {};
            };
            if (look # {}) {
add:            \* OpenWindows.calls, CallSnapshot.add
                while (look # {}) {
                    with (p = CHOOSE p \in look : TRUE; version \in Load(m, self, p, V)) {
                        m := version.mem;
                        calls := calls \cup (Telling([q \in Producers |-> version]) \cap {p});
                        look := look \ {p};
                    };
                };
found:          m := Store(m, self, Running, calls, V);
            };
areOver:    \* CallSnapshot.areOver
            over := TRUE;
            look := calls;
isBefore:   while (over /\ look # {}) {
                with (p = CHOOSE p \in look : TRUE; version \in Load(m, self, p, V)) {
                    m := version.mem;
                    over := version.val = Opened;
                    look := look \ {p};
                };
            };
complete:   if (over /\ (Latest(m, State) = "RUNNING" \/ Without = "compare")) {
                m := Update(m, self, State, "COMPLETED", V);
                completed := completed + 1;
                known := known /\ Knows(m, self, Use);
            };
late:       if (self = C /\ Without = "unlink before look") m := Update(m, C, Linked, FALSE, V);
}

process (ticker = T)
    variables
        again = FALSE; \* it has looked before
        quiet = FALSE; \* it has begun to look, not for the first time, when all was over
        finds = FALSE; \* that it is over
{
tick:       while (completed = 0 /\ Without # "ticker") {
                await Latest(m, Pending); \* CallbackGracePeriods.begin has asked it to
                with (now = IF again THEN InTheEnd(m, T) ELSE m;
                      seen \in Load(now, T, Running, V);
                      p \in Load(seen.mem, T, P, V);
                      q \in Load(p.mem, T, Q, V))
                    m := IF seen.val = Unknown
                         THEN Store(q.mem, T, Running, Telling([x \in Producers |-> IF x = P THEN p ELSE q]), V)
                         ELSE seen.mem;
                quiet := again /\ Quiet(m);
                again := TRUE;
lookAgain:      with (p \in Load(m, T, P, V); q \in Load(p.mem, T, Q, V)) {
                    m := q.mem;
                    finds := \A x \in Latest(m, Running) : (IF x = P THEN p ELSE q).val = Opened;
                };
completeLate:   if (finds /\ Latest(m, State) = "RUNNING") {
                    m := Update(m, T, State, "COMPLETED", V);
                    completed := completed + 1;
                    known := known /\ Knows(m, T, Use);
                };
            }
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NoCallAfterCompletion == completed > 0 => calling = {} /\ known

CompletedOnce == completed <= 1

\* Wherever the others stand, and if they stand there for ever. (What was written comes into view in the end: not at once.)
NoGracePeriodIsForgotten ==
    /\ pc[T] = "tick" /\ quiet => completed = 1
    /\ (\A t \in Threads : pc[t] = "Done") => completed = 1

Reached == <<
    <<"C completes it", over[C] /\ completed = 1>>,
    <<"P completes it, and C does not", over[P] /\ ~over[C] /\ completed = 1 /\ finished = Q>>,
    <<"Q completes it though P knew who calls", over[Q] /\ ~over[P] /\ completed = 1 /\ running = Producers>>,
    <<"the ticker completes it, and nobody else has found it over",
        finds /\ completed = 1 /\ pc[T] = "tick" /\ \A t \in Others : pc[t] = "Done" /\ ~over[t]>>,
    <<"two find out who calls", pc[P] = "found" /\ pc[C] = "found">>,
    <<"two find that it is over", Cardinality({t \in Others : pc[t] = "complete" /\ over[t]}) > 1>>,
    <<"C finds one who starts", Q \in calls[C] /\ Latest(m, Q) = Starting>>,
    <<"Q has found it linked", pc[Q] = "callback" /\ Latest(m, Linked) = FALSE>> >>
Witnesses == Watch(Reached)
=============================================================================

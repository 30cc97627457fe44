---------------------------- MODULE GracePeriod -----------------------------
(***************************************************************************)
(* Protocol 13 of docs/memory-model.md: a grace period ends when the last  *)
(* callback has returned, in whatever thread, and once.                    *)
(*                                                                         *)
(* Somebody unlinks a callback without waiting. One producer calls it just *)
(* then; another one starts, and calls it if it finds it linked. Whoever   *)
(* finishes last completes the grace period. The windows may stay open for *)
(* ever. One of the three has finished before: with all of them there are  *)
(* a hundred times as many states, and nothing more is found.              *)
(***************************************************************************)
EXTENDS Memory, Witness, FiniteSets

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "unlink before look",     \* who begins the grace period looks who calls, and then unlinks
    "queue before look",      \* it looks whether all have moved on, and then joins the queue
    "wait for starting",      \* it takes who is STARTING for one who calls
    "fence",                  \* of GracePeriods.callsOver
    "told before look",       \* a producer looks into the queue, and then says that its callbacks are over
    "producers complete",     \* a producer does not look into the queue
    "compare",                \* who finds it over completes it without comparing
    "release told" }          \* a producer says in plain mode that its callbacks are over

C == "closeAsync"
P == "calling"
Q == "starting"
Producers == {P, Q}
Threads == {C, P, Q}

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

Told(m, p) == Store(m, p, p, Opened, IF Without = "release told" THEN O ELSE R)

(* --algorithm GracePeriod {

variables
    finished \in Threads;
    running \in IF finished = C THEN {Unknown, Producers} ELSE {Unknown};
    m = Memory0(finished, running);
    calling = {p \in Producers : m.log[p][1].val = Calling}; \* they run the callback
    completed = 0;                                           \* how many have completed the grace period
    known = TRUE;                                            \* what callbacks did happened before

fair process (thread \in Threads)
    variables
        look = {};     \* slots to look at
        calls = {};    \* RunningCalls
        over = FALSE;
{
begin:      if (self = finished) goto Done
            else if (self = C) {
                if (Without # "unlink before look") m := Update(m, C, Linked, FALSE, V);
queue:          \* GracePeriods.begin
                if (Without # "queue before look")
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
                if (Without # "told before look") m := Told(m, self);
fence:          \* GracePeriods.callsOver
                if (Without # "fence") m := FullFence(m, self);
isEmpty:        with (pending \in Load(m, self, Pending, V)) {
                    m := IF Without = "told before look" THEN Told(pending.mem, self) ELSE pending.mem;
                    if (~pending.val \/ Without = "producers complete") goto Done;
                };
            };
isOver:     \* GracePeriod.tryComplete, isOver
            with (seen \in Load(m, self, Running, V)) {
                m := seen.mem;
                calls := IF seen.val = Unknown THEN {} ELSE seen.val;
                look := IF seen.val = Unknown THEN Producers ELSE {};
            };
            if (look # {}) {
add:            \* Registry.runningCalls, RunningCalls.add
                while (look # {}) {
                    with (p = CHOOSE p \in look : TRUE;
                          version \in {v \in Load(m, self, p, V) : v.val # Starting \/ Without = "wait for starting"}) {
                        m := version.mem;
                        if (version.val \in {Starting, Calling}) calls := calls \cup {p};
                        look := look \ {p};
                    };
                };
found:          m := Store(m, self, Running, calls, V);
            };
areOver:    \* RunningCalls.areOver
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
late:       if (self = C) {
                if (Without = "unlink before look") m := Update(m, C, Linked, FALSE, V)
                else if (Without = "queue before look") m := Update(m, C, Pending, TRUE, V);
            };
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NoCallAfterCompletion == completed > 0 => calling = {} /\ known

CompletedOnce == completed <= 1

NoGracePeriodIsForgotten == (\A t \in Threads : pc[t] = "Done") => completed = 1

Reached == <<
    <<"C completes it", over[C] /\ completed = 1>>,
    <<"P completes it, and C does not", over[P] /\ ~over[C] /\ completed = 1 /\ finished = Q>>,
    <<"Q completes it though P knew who calls", over[Q] /\ ~over[P] /\ completed = 1 /\ running = Producers>>,
    <<"two find out who calls", pc[P] = "found" /\ pc[C] = "found">>,
    <<"two find that it is over", Cardinality({t \in Threads : pc[t] = "complete" /\ over[t]}) > 1>>,
    <<"C waits for one who starts", pc[Q] = "collect" /\ pc[C] = "add" /\ look[C] = {Q}>>,
    <<"Q has found it linked", pc[Q] = "callback" /\ Latest(m, Linked) = FALSE>>,
    <<"Q calls nobody, and C completes it", pc[Q] = "Done" /\ Latest(m, Use) = 0 /\ completed = 1>> >>
Witnesses == Watch(Reached)
=============================================================================

------------------------------ MODULE Sections ------------------------------
(***************************************************************************)
(* Protocol 16 of docs/memory-model.md: when a start over a group has      *)
(* looked, no section from before uses what is freed; and, of protocol 8,  *)
(* a start that sleeps is woken.                                           *)
(*                                                                         *)
(* A producer opens a window over a page, waits for the sections, and      *)
(* frees the page. A reader enters, begins and retries, or begins, enters  *)
(* and retries; then it uses the page, and exits. Another start, over      *)
(* something else, may begin a phase. There are two here, so that they     *)
(* come round soonest; the second has begun, and the reader may have read  *)
(* the first one before. Many readers are in SectionPhases.                *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "enter states before look", \* the producer looks, and then enters the state
    "volatile state",           \* the state is entered in release mode
    "volatile phase",           \* the producer reads the phase in acquire mode
    "acquire counts",           \* counts are read in opaque mode
    "volatile enter",           \* a section is counted in release mode
    "second access",            \* a section does not read the phase again
    "retry",                    \* a reader does not ask again
    "enter before retry",       \* it asks again, and then enters
    "release exit",             \* a section is counted down in opaque mode
    "use before exit",          \* it is counted down, and then used
    "each phase",               \* the producer looks at the phase in which it began only
    "second phase",             \* it takes the next phase for drained when another has begun it
    "drained before begin",     \* who begins a phase does not look at its counts
    "announce before look",     \* the producer looks for the last time, and then says that it sleeps
    "awaited",                  \* it says that it waits for the count of the current phase
    "count before wake" }       \* a section looks who sleeps, and then is counted down

P == "producer"
B == "beginner"
S == "section"

\* Places in memory: the state, the phase, for which counts somebody sleeps, the counts, uses of the page.
State == "state"
Phase == "phase"
Sleepers == "sleepers"
Count == <<"even", "odd">>
Use == "use"

Index(phase) == (phase % 2) + 1
Indices == {1, 2}

First == 1 \* the phase at the beginning

Memory0 == Fresh([x \in {State, Count[1], Count[2], Use} |-> 0] @@ [x \in {Phase} |-> First] @@ [x \in {Sleepers} |-> {}], {P, B, S})

ModeOf(step, weaker) == IF Without = step THEN weaker ELSE V
CountMode == IF Without = "acquire counts" THEN O ELSE A

Added(m, t, x, n, mode) == Update(m, t, x, Latest(m, x) + n, mode)
Entered(m) == Added(m, P, State, 1, ModeOf("volatile state", R))

\* The indices that need not be looked at.
Passed(since, phase) ==
    {Index(q) : q \in (IF Without = "second phase" THEN since + 1 ELSE since + 2)..phase}
        \cup (IF Without = "each phase" THEN Indices \ {Index(since)} ELSE {})

IsAwaited(count, indices) == \E i \in indices : Count[i] = count

\* The load of a retry.
Retried(m, r) == Load(AcquireFence(m, r), r, State, O)

(* --algorithm Sections {

variables
    m = Memory0;
    permit = FALSE;  \* of LockSupport.unpark, for P
    freed = FALSE;
    bad = FALSE;     \* the page was used when it was freed, or a use did not happen before

fair process (producer = P)
    variables
        since = 0;
        phase = 0;
        drained = {};       \* the indices that were
        announced = FALSE;
{
enter:      \* Window.enterAll
            if (Without # "enter states before look") m := Entered(m);
look:       \* SectionCounts.look, lookAgain
            with (p \in Load(m, P, Phase, ModeOf("volatile phase", A))) {
                m := p.mem;
                phase := p.val;
                if (since = 0) since := p.val
                else drained := drained \cup Passed(since, p.val);
            };
            if (1 \in drained) goto odd;
even:       with (c \in Load(m, P, Count[1], CountMode)) {
                m := c.mem;
                if (c.val = 0) drained := drained \cup {1};
            };
            if (2 \in drained) goto next;
odd:        with (c \in Load(m, P, Count[2], CountMode)) {
                m := c.mem;
                if (c.val = 0) drained := drained \cup {2};
            };
next:       if (Index(phase) \in drained) goto wait
            else with (c \in Load(m, P, Count[Index(phase + 1)], CountMode)) {
                m := c.mem;
                if (c.val = 0) drained := drained \cup {Index(phase + 1)} else goto wait;
            };
begin:      \* SectionCounts.beginNextAfter
            if (Latest(m, Phase) = phase) m := Update(m, P, Phase, phase + 1, V);
wait:       if (drained # Indices) {
                if (~announced) {
                    \* SectionCounts.awaited
                    with (p \in Load(m, P, Phase, V)) { m := p.mem; phase := p.val };
announce:           \* SectionWaiters.add
                    m := Update(m, P, Sleepers,
                        IF Without = "awaited" THEN {Index(phase)}
                        ELSE IF Index(phase) \in drained THEN Indices \ drained ELSE Indices, V);
                    announced := TRUE;
                    if (Without # "announce before look") goto look;
                };
park:           await permit;
                permit := FALSE;
                announced := FALSE;
                m := Update(m, P, Sleepers, {}, V);
                goto look;
            }
            else {
                if (Without = "enter states before look") m := Entered(m);
                freed := TRUE;
                bad := bad \/ ~Knows(m, P, Use);
            };
}

\* Another start: it begins a phase whether it needs it or not.
fair process (beginner = B)
    variable seen = 0;
{
seePhase:   with (p \in Load(m, B, Phase, V)) { m := p.mem; seen := p.val };
            if (Without = "drained before begin") goto beginNext;
seeCount:   with (c \in Load(m, B, Count[Index(seen + 1)], CountMode)) {
                m := c.mem;
                if (c.val # 0) goto Done;
            };
beginNext:  if (Latest(m, Phase) = seen) m := Update(m, B, Phase, seen + 1, V);
}

fair process (section = S)
    variables
        order \in {"enter first", "begin first"};
        stale \in BOOLEAN;
        begun = 0;
        valid = FALSE;
        at = "none";
{
beginFirst: \* Subscription.tryReadBegin; a look-up
            if (order = "begin first")
                with (s \in Load(m, S, State, A)) { m := s.mem; begun := s.val };
            if (Without # "enter before retry") goto add;
tooEarly:   with (s \in Retried(m, S)) { m := s.mem; valid := begun = 0 /\ s.val = begun };
add:        \* SectionCounts.enter
            with (p \in IF stale THEN {[val |-> First - 1, mem |-> m]} ELSE Load(m, S, Phase, O)) {
                m := Added(p.mem, S, Count[Index(p.val)], 1, ModeOf("volatile enter", R));
                at := Count[Index(p.val)];
            };
            if (Without = "enter before retry") goto use
            else if (Without = "second access") goto retry;
second:     with (p \in Load(m, S, Phase, V)) m := p.mem;
retry:      \* Subscription.tryReadBegin, a look-up, Subscription.readRetry
            with (b \in IF order = "enter first" THEN Load(m, S, State, A) ELSE {[val |-> begun, mem |-> m]};
                  s \in IF Without = "retry" THEN {b} ELSE Retried(b.mem, S)) {
                m := s.mem;
                begun := b.val;
                valid := b.val = 0 /\ s.val = b.val;
            };
            if (~valid \/ Without = "use before exit") goto exit;
use:        if (valid) {
                m := Store(m, S, Use, 1, O);
                bad := bad \/ freed;
            };
exit:       \* SectionCounts.exit
            if (Without = "count before wake")
                with (s \in Load(m, S, Sleepers, V)) { m := s.mem; permit := permit \/ IsAwaited(at, s.val) }
            else m := Added(m, S, at, -1, IF Without = "release exit" THEN O ELSE V);
wake:       \* ReaderGroup.exit
            if (Without = "count before wake") m := Added(m, S, at, -1, V)
            else with (s \in Load(m, S, Sleepers, V)) { m := s.mem; permit := permit \/ IsAwaited(at, s.val) };
            if (~valid \/ Without # "use before exit") goto Done;
useLate:    m := Store(m, S, Use, 1, O);
            bad := bad \/ freed;
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NobodyUsesWhatIsFreed == ~bad

StartReturns == <>(pc[P] = "Done")

Reached == <<
    <<"a section is waited for", pc[P] = "park" /\ valid /\ pc[S] = "exit">>,
    <<"the producer sleeps, and the section is over", pc[P] = "park" /\ ~permit /\ pc[S] = "wake" /\ Latest(m, at) = 0>>,
    <<"no section is open at first", freed /\ pc[S] = "beginFirst">>,
    <<"a later section is open when it is freed", freed /\ pc[S] = "exit">>,
    <<"the producer begins a phase", pc[P] = "begin" /\ Latest(m, Phase) = phase>>,
    <<"another begins it first", pc[P] = "begin" /\ Latest(m, Phase) > phase>>,
    <<"two phases began meanwhile", pc[P] = "park" /\ Latest(m, Phase) = since + 2>>,
    <<"a section joins a phase that is over", pc[S] = "exit" /\ valid /\ at # Count[Index(Latest(m, Phase))]>>,
    <<"it has joined one that begins again", pc[S] = "exit" /\ valid /\ stale /\ at = Count[Index(Latest(m, Phase))]>>,
    <<"a section began first, and is told", order = "begin first" /\ begun = 0 /\ pc[S] = "exit" /\ ~valid>>,
    <<"all is over", pc[P] = "Done" /\ pc[S] = "Done">> >>
Witnesses == Watch(Reached)
=============================================================================

------------------------------ MODULE Holdings ------------------------------
(***************************************************************************)
(* Protocol 19 of docs/memory-model.md: a start neither waits for a thread *)
(* nor tells it, whose cache holds nothing of the range.                   *)
(*                                                                         *)
(* A cache has one entry. Its thread fills page A or page B into it, uses  *)
(* what it was answered until it polls, and drops the entry when a record  *)
(* comes. What makes room goes to the replaced until the poll. A producer  *)
(* opens a window over page A, asks the cache, publishes a record if it    *)
(* has to and waits for it, and frees the page.                            *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "fence of the fill",        \* the thread asks for windows without a fence behind the entry
    "fence of the start",       \* the producer asks the cache without a fence behind the state
    "retry behind the entry",   \* the thread asks for windows, and then fills the entry
    "replaced",                 \* what makes room is forgotten at once
    "replaced first",           \* it is forgotten, and then added to the replaced
    "replaced last",            \* the producer looks at the replaced, and then at the entry
    "cleared by polls only",    \* the replaced are cleared at the next fill, though nobody has polled
    "release entry",            \* the entry changes in opaque mode
    "acquire entry",            \* the producer reads it in opaque mode
    "release replaced",         \* the replaced are cleared in opaque mode
    "acquire replaced",         \* the producer reads them in opaque mode
    "record" }                  \* the producer tells nobody, and does not wait

P == "producer"
S == "subscriber"
Turns == 4 \* of the subscriber

\* Places in memory: the subscription's state, the entry, the replaced, the ring, the table, uses of page A.
State == "state"
Entry == "entry"
Replaced == "replaced"
Sequence == "sequence"
Released == "released"
Table == "table"
Use == "use"

Memory0 == Fresh(
    [x \in {State} |-> [sequence |-> 0, windows |-> 0]] @@
    [x \in {Sequence, Released, Use} |-> 0] @@
    [x \in {Entry, Replaced} |-> "none"] @@
    [x \in {Table} |-> "mapped"],
    {P, S})

Entered(m) == Update(m, P, State, [sequence |-> 1, windows |-> 1], V)
Left(m) == Update(m, P, State, [sequence |-> 1, windows |-> 0], V)

\* Modes that may be left out.
EntryStore == IF Without = "release entry" THEN O ELSE R
EntryLoad == IF Without = "acquire entry" THEN O ELSE A
ReplacedLoad == IF Without = "acquire replaced" THEN O ELSE A

(* --algorithm Holdings {

variables
    m = Memory0;
    holds = FALSE;   \* S was answered where A is, and has not polled since
    answers = FALSE; \* the entry gives access to A
    turn = 0;
    freed = FALSE;
    known = TRUE;    \* all uses happened before the page was freed

fair process (producer = P)
    variables found = FALSE;
{
enter:      \* Window.enterAll
            m := Entered(m);
fence:      \* Acknowledgements.publishAll
            if (Without # "fence of the start") m := FullFence(m, P);
early:      if (Without = "replaced last")
                with (r \in Load(m, P, Replaced, ReplacedLoad)) { m := r.mem; found := r.val = "A"; };
ask:        \* Holdings.areNoneOf
            with (e \in Load(m, P, Entry, EntryLoad)) { m := e.mem; found := found \/ e.val = "A"; };
ask2:       if (Without # "replaced last")
                with (r \in Load(m, P, Replaced, ReplacedLoad)) { m := r.mem; found := found \/ r.val = "A"; };
publish:    if (found /\ Without # "record") {
                m := Store(m, P, Sequence, 1, R);
waitFor:        with (released \in {r \in Load(m, P, Released, A) : r.val = 1}) m := released.mem;
            };
free:       freed := TRUE;
            known := Knows(m, P, Use);
            m := Store(m, P, Table, "gone", O);
leave:      m := Left(m);
}

fair process (subscriber = S)
    variables page = "none", begun = 0, isLate = FALSE;
{
work:       while (turn < Turns) {
                turn := turn + 1;
                either {
                    \* TranslationCache.install: begin, look up, and the first retry check
                    with (p \in {"A", "B"}; s \in Load(m, S, State, A); t \in Load(s.mem, S, Table, O);
                          r \in Load(AcquireFence(t.mem, S), S, State, O)) {
                        await s.val.windows = 0 /\ t.val = "mapped" /\ r.val = s.val;
                        m := r.mem;
                        page := p;
                        begun := s.val.sequence;
                    };
clear:              if (Without = "cleared by polls only") m := Store(m, S, Replaced, "none", R);
late:               if (Without = "retry behind the entry")
                        with (r \in Load(AcquireFence(m, S), S, State, O)) {
                            m := r.mem;
                            isLate := r.val.sequence # begun;
                        };
replace:            \* PageEntries.claim: what makes room
                    if (Without \notin {"replaced", "replaced first"} /\ Latest(m, Entry) = "A" /\ page = "B")
                        m := Store(m, S, Replaced, "A", R);
claim:              with (before = Latest(m, Entry)) {
                        answers := FALSE;
                        m := Store(m, S, Entry, page, EntryStore);
                        if (Without = "replaced first" /\ before = "A" /\ page = "B") goto tooLate; else goto fenced;
                    };
tooLate:            m := Store(m, S, Replaced, "A", R);
fenced:             if (Without # "fence of the fill") m := FullFence(m, S);
retry:              if (Without # "retry behind the entry")
                        with (r \in Load(AcquireFence(m, S), S, State, O)) {
                            m := r.mem;
                            isLate := r.val.sequence # begun;
                        };
take:               if (isLate) {
                        \* what was known of the page before may be in use
                        if (page = "A") m := Store(m, S, Replaced, "A", R);
drop:                   m := Store(m, S, Entry, "none", EntryStore);
                    }
                    else {
                        answers := page = "A";
                        holds := holds \/ answers;
                    }
                }
                or {
                    \* TranslationCache.translate, or what that has answered since the last poll
                    await answers \/ holds;
                    holds := TRUE;
                    m := Store(m, S, Use, turn, O);
                }
                or {
                    \* Subscriber.poll
                    holds := FALSE;
                    m := Store(m, S, Replaced, "none", IF Without = "release replaced" THEN O ELSE R);
record:             \* TranslationCache.onRecord, if there is one
                    either {
                        with (sequence \in Load(m, S, Sequence, A)) {
                            await sequence.val = Latest(m, Released) + 1;
                            m := sequence.mem;
                        };
handle:                 answers := FALSE;
                        if (Latest(m, Entry) = "A") m := Store(m, S, Entry, "none", EntryStore);
release:                m := Store(m, S, Released, 1, R);
                    }
                    or skip;
                }
                or skip;
            };
last:       \* a subscriber polls for ever; this one once more, when the producer has a record or is over
            await freed \/ Latest(m, Sequence) = 1;
            holds := FALSE;
            m := Store(m, S, Replaced, "none", IF Without = "release replaced" THEN O ELSE R);
lastRecord: if (Latest(m, Sequence) = 1 /\ Latest(m, Released) = 0) {
                with (sequence \in {s \in Load(m, S, Sequence, A) : s.val = 1}) m := sequence.mem;
                answers := FALSE;
lastRelease:    m := Store(m, S, Released, 1, R);
            }
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* Who holds it may use it at any time, and who has an entry that gives access may come to hold it.
NobodyHoldsWhatIsFreed == freed => ~holds /\ ~answers /\ known

StartReturns == <>(pc[P] = "Done")

Reached == <<
    <<"the thread is about to fill", pc[S] = "take">>,
    <<"the page is used", Latest(m, Use) > 0>>,
    <<"it is freed without a record after it was used", freed /\ Latest(m, Use) > 0 /\ Latest(m, Sequence) = 0>>,
    <<"it is freed after a record", freed /\ Latest(m, Released) = 1>>,
    <<"it is held though it has no entry", holds /\ Latest(m, Entry) = "B">>,
    <<"it has made room, and is waited for", Latest(m, Replaced) = "A" /\ holds /\ pc[P] = "waitFor">>,
    <<"a fill comes too late", isLate /\ pc[S] = "drop">>,
    <<"a fill meets a producer that has found it", pc[S] = "take" /\ ~isLate /\ pc[P] = "waitFor">>,
    <<"all is over", pc[P] = "Done" /\ pc[S] = "Done">> >>
Witnesses == Watch(Reached)
=============================================================================

------------------------------- MODULE Resume -------------------------------
(***************************************************************************)
(* docs/remote.md, "Resumption": a session outlives its links.             *)
(*                                                                         *)
(* What module Peers says of one link holds here as it is. A link may be   *)
(* lost with what is under way; then the peer keeps what it has, and asks  *)
(* by RESUME over another link to go on with the session. Each side sends  *)
(* again what the other has not received. The peer may give up and join    *)
(* anew; the home may have left it behind meanwhile, as its lease was      *)
(* over, or be another home, which knows the peer by its roster only. Old  *)
(* JOINs and RESUMEs may turn up over links of which nobody hears.         *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "wait without a link",      \* the home takes a lost link for an answer
    "session of RESUME",        \* a home goes on with a session that it does not know
    "fence",                    \* ... or by which nobody is waited for any more
    "order of JOIN",            \* the home takes any JOIN of the incarnation
    "drop before JOIN",         \* the peer joins anew while its thread may hold something
    "curtain",                  \* the peer gives up, and closes none
    "poll before ACK" }         \* the peer's agent acknowledges before its thread has polled

MostAttempts == 3
MostWindows == 2
MostLosses == 2

(* --algorithm Resume {

variables
    \* The home: a window over the page, the version of the page, and what it knows of the peer.
    open = FALSE;
    waits = FALSE;
    version = 0;
    windows = 0;
    expected = FALSE;       \* the peer had joined a home before this one
    session = 0;            \* the JOIN by which it came; 0 for none
    newest = 0;             \* the highest attempt of all that have come
    over = FALSE;           \* the session was fenced
    subscribed = FALSE;
    told = FALSE;
    record = FALSE;
    starts = 0;
    unanswered = FALSE;
    owesEnd = FALSE;
    homeLink = 0;
    homeSent = <<>>;        \* all of the session: the place is the number
    homeReceived = 0;
    restarts = 0;
    \* The link that the peer has; 0 is none.
    link = 0;
    up = <<>>;
    down = <<>>;
    old = {};               \* JOINs and RESUMEs that were sent
    replays = 0;
    losses = 0;
    \* The peer
    attempt = 0;
    joined = 0;             \* the session; 0 for none
    asks = FALSE;           \* RESUME is sent, and not answered
    peerSent = <<>>;
    peerReceived = 0;
    lease = FALSE;          \* is held
    curtain = TRUE;
    window = FALSE;
    mustTell = TRUE;
    owesAck = 0;
    held = -1;

define {
    Busy == curtain \/ window \/ ~lease
    First(type, n, s, r) == [type |-> type, attempt |-> n, session |-> s, received |-> r]
    Again(all, received) == SubSeq(all, received + 1, Len(all))
}

macro loseLink() {
    link := 0;
    up := <<>>;
    down := <<>>;
}

\* In the session, if its link is there: else it is sent later, or not made.
macro homeSends(message) {
    homeSent := Append(homeSent, message);
    down := Append(down, message);
}

\* A JOIN, by a link: the peer holds nothing.
macro onJoin(message, by) {
    newest := IF message.attempt > newest THEN message.attempt ELSE newest;
    session := message.attempt;
    expected := FALSE;
    over := FALSE;
    waits := FALSE;
    record := FALSE;
    unanswered := FALSE;
    owesEnd := FALSE;
    starts := 0;
    homeSent := <<>>;
    homeReceived := 0;
    subscribed := TRUE;
    told := FALSE;
    homeLink := by;
}

\* The home's producer.
process (producer = "producer")
{
startsOne:  while (windows < MostWindows) {
                await ~open;
                open := TRUE;
                windows := windows + 1;
                waits := subscribed \/ expected;
                record := record \/ subscribed;
change:         await ~waits;
                version := version + 1;
ends:           open := FALSE;
            }
}

process (home = "home")
{
homeWorks:  while (TRUE) {
                either { \* a JOIN
                    await up # <<>> /\ Head(up).type = "JOIN";
                    if (Head(up).attempt > newest \/ Without = "order of JOIN") {
                        onJoin(Head(up), link);
                        up := Tail(up);
                        down := <<First("WELCOME", session, session, 0)>>;
                    } else {
                        loseLink();
                    }
                } or { \* RESUME
                    await up # <<>> /\ Head(up).type = "RESUME";
                    if (Head(up).attempt > newest
                            /\ (Head(up).session = session \/ Without = "session of RESUME")
                            /\ (~over \/ Without = "fence")) {
                        newest := Head(up).attempt;
                        expected := FALSE;
                        over := FALSE;
                        homeLink := link;
                        down := <<First("RESUMED", Head(up).attempt, session, homeReceived)>>
                                \o Again(homeSent, Head(up).received);
                        up := Tail(up);
                    } else {
                        loseLink();
                    }
                } or { \* an old one turns up, over a link of which nobody hears
                    await replays < 1;
                    with (message \in old) {
                        if (message.type = "JOIN" /\ (message.attempt > newest \/ Without = "order of JOIN")) {
                            onJoin(message, -1);
                        } else if (message.type = "RESUME" /\ message.attempt > newest /\ message.session = session /\ ~over) {
                            newest := message.attempt;
                            homeLink := -1;
                        }
                    };
                    replays := 1;
                } or { \* ACK
                    await up # <<>> /\ Head(up).type = "ACK" /\ homeLink = link;
                    if (Head(up).n = homeReceived + 1) {
                        homeReceived := Head(up).n;
                        if (unanswered /\ Head(up).start = starts) {
                            unanswered := FALSE;
                            waits := FALSE;
                        }
                    };
                    up := Tail(up);
                } or { \* the ring's record becomes a START
                    await record /\ homeLink = link /\ link # 0 /\ ~over;
                    record := FALSE;
                    starts := starts + 1;
                    unanswered := TRUE;
                    owesEnd := TRUE;
                    homeSends([type |-> "START", n |-> Len(homeSent) + 1, start |-> starts]);
                } or { \* SUBSCRIBED
                    await subscribed /\ ~told /\ homeLink = link /\ link # 0 /\ ~open /\ ~over;
                    told := TRUE;
                    homeSends([type |-> "SUBSCRIBED", n |-> Len(homeSent) + 1, start |-> 0]);
                } or { \* END
                    await owesEnd /\ homeLink = link /\ link # 0 /\ ~open /\ ~over;
                    owesEnd := FALSE;
                    homeSends([type |-> "END", n |-> Len(homeSent) + 1, start |-> starts]);
                } or { \* a lost link is no answer
                    await link = 0 /\ Without = "wait without a link";
                    waits := FALSE;
                } or { \* the lease has lapsed: nobody waits for the session any more
                    await session # 0 /\ ~lease /\ ~over;
                    over := TRUE;
                    waits := FALSE;
                    record := FALSE;
                    subscribed := FALSE;
                } or { \* another home, with the roster of this one
                    await restarts < 1 /\ ~open;
                    restarts := 1;
                    expected := expected \/ subscribed;
                    session := 0;
                    over := FALSE;
                    subscribed := FALSE;
                    told := FALSE;
                    record := FALSE;
                    unanswered := FALSE;
                    owesEnd := FALSE;
                    starts := 0;
                    homeSent := <<>>;
                    homeReceived := 0;
                    homeLink := 0;
                    loseLink();
                }
            }
}

process (agent = "agent")
{
agentWorks: while (TRUE) {
                either { \* JOIN: all have let go behind the curtain
                    await joined = 0 /\ link = 0 /\ attempt < MostAttempts;
                    await Without = "drop before JOIN" \/ (~mustTell /\ (curtain \/ Without = "curtain"));
                    attempt := attempt + 1;
                    link := attempt;
                    up := <<First("JOIN", attempt, 0, 0)>>;
                    old := old \cup {First("JOIN", attempt, 0, 0)};
                    down := <<>>;
                } or { \* WELCOME
                    await joined = 0 /\ down # <<>> /\ Head(down).type = "WELCOME";
                    joined := Head(down).session;
                    peerSent := <<>>;
                    peerReceived := 0;
                    down := Tail(down);
                } or { \* RESUME: the peer keeps what it has
                    await joined # 0 /\ link = 0 /\ attempt < MostAttempts;
                    attempt := attempt + 1;
                    link := attempt;
                    asks := TRUE;
                    with (resume = First("RESUME", attempt, joined, peerReceived)) {
                        up := <<resume>>;
                        old := old \cup {resume};
                    };
                    down := <<>>;
                } or { \* RESUMED
                    await asks /\ down # <<>> /\ Head(down).type = "RESUMED";
                    asks := FALSE;
                    up := up \o Again(peerSent, Head(down).received);
                    down := Tail(down);
                } or { \* a lease, as module Lease has it: not behind the fence
                    await joined # 0 /\ ~asks /\ session = joined /\ ~over /\ homeLink = link /\ link # 0;
                    lease := TRUE;
                } or { \* it gives up: everything is invalid
                    await joined # 0 /\ link = 0;
                    joined := 0;
                    asks := FALSE;
                    owesAck := 0;
                    lease := FALSE;
                    if (Without # "curtain") curtain := TRUE;
                    window := FALSE;
                    mustTell := TRUE;
                } or { \* a message of the session
                    await joined # 0 /\ ~asks /\ down # <<>> /\ Head(down).type \in {"START", "SUBSCRIBED", "END"};
                    await Head(down).type # "END" \/ owesAck = 0; \* kept until its ACK is sent
                    if (Head(down).n = peerReceived + 1) {
                        peerReceived := Head(down).n;
                        if (Head(down).type = "START") {
                            window := TRUE;
                            mustTell := TRUE;
                            owesAck := Head(down).start;
                        } else if (Head(down).type = "SUBSCRIBED") {
                            curtain := FALSE;
                        } else {
                            window := FALSE;
                        }
                    };
                    down := Tail(down);
                } or { \* ACK, also while there is no link
                    await joined # 0 /\ owesAck # 0;
                    await ~mustTell \/ Without = "poll before ACK";
                    with (ack = [type |-> "ACK", n |-> Len(peerSent) + 1, start |-> owesAck]) {
                        peerSent := Append(peerSent, ack);
                        if (link # 0 /\ ~asks) up := Append(up, ack);
                    };
                    owesAck := 0;
                }
            }
}

\* The peer's thread: looks up under a begin, uses, polls.
process (thread = "thread")
{
threadWorks:
            while (TRUE) {
                either {
                    await held = -1 /\ ~Busy;
                    held := version;
                } or {
                    await mustTell;
                    held := -1;
                    mustTell := FALSE;
                }
            }
}

\* What goes wrong: a link is lost, a lease lapses.
process (world = "world")
{
worldWorks: while (TRUE) {
                either {
                    await link # 0 /\ losses < MostLosses;
                    losses := losses + 1;
                    asks := FALSE;
                    loseLink();
                } or {
                    await lease /\ link = 0;
                    lease := FALSE;
                }
            }
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NobodyUsesWhatIsGone == ~(lease /\ held # -1 /\ held # version)

Reached == <<
    <<"what the peer holds is good behind a resumption", joined # 0 /\ attempt > joined /\ ~asks /\ link # 0 /\ held = version>>,
    <<"a START is sent again", down # <<>> /\ Len(down) > 1 /\ Head(down).type = "RESUMED" /\ down[2].type = "START">>,
    <<"an ACK is sent again", joined # 0 /\ attempt > joined /\ up # <<>> /\ Head(up).type = "ACK">>,
    <<"a start waits while there is no link", waits /\ link = 0 /\ held = version>>,
    <<"a change behind a resumption", version = 1 /\ attempt > joined /\ joined # 0 /\ ~over>>,
    <<"RESUME of a session that was fenced", up # <<>> /\ Head(up).type = "RESUME" /\ over>>,
    <<"RESUME at another home", up # <<>> /\ Head(up).type = "RESUME" /\ expected>>,
    <<"an old one was taken", homeLink = -1>> >>
Witnesses == Watch(Reached)
=============================================================================

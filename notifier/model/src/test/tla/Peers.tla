------------------------------- MODULE Peers --------------------------------
(***************************************************************************)
(* docs/remote.md: a window of the home's reaches another process, over    *)
(* links that may be lost at any time.                                     *)
(*                                                                         *)
(* The home changes one page, again and again, inside windows. The peer's  *)
(* thread derives from the page under a begin, uses what it has until its  *)
(* next poll, and lets go when it is told. The agents exchange JOIN,       *)
(* WELCOME, START, ACK and END. A link is lost with what is under way; old *)
(* JOINs and ACKs may turn up again. The peer's process may die.           *)
(*                                                                         *)
(* Memory is sequentially consistent here: in a process the protocols of   *)
(* docs/memory-model.md make it so, and between processes the links do.    *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "drop before JOIN",         \* the peer joins anew while its thread may hold something
    "curtain before loss",      \* the peer ends its window, and then closes the curtain
    "poll before ACK",          \* the peer's agent acknowledges before its thread has polled
    "window before ACK",        \* the peer opens no window before it tells its thread
    "wait on loss",             \* the home takes a lost link for an answer
    "session of ACK",           \* the home takes an ACK of any session
    "number of ACK",            \* the home takes an ACK of any START of the session
    "order of JOIN",            \* the home takes any JOIN of the incarnation
    "idle before SUBSCRIBED",   \* the home lets the peer in while a window is open
    "idle before END",          \* the home ends the peer's window while its own is open
    "proof of death" }          \* the home takes silence for death

MostSessions == 2
MostWindows == 2

(* --algorithm Peers {

variables
    \* The home: its window over the page, the version of the page, and what it knows of the peer.
    open = FALSE;
    waits = FALSE;          \* the window waits for the peer
    version = 0;
    windows = 0;
    session = 0;            \* the last that the peer has joined; 0 if it is gone for good, or has not joined
    subscribed = FALSE;     \* starts hit the peer
    told = FALSE;           \* SUBSCRIBED is sent
    record = FALSE;         \* a record lies in the ring
    sent = 0;               \* how many STARTs in this session: the number of the last
    unanswered = FALSE;     \* its ACK has not come
    owesEnd = FALSE;
    \* The link of a session: what is under way. 0 is no link.
    link = 0;
    up = <<>>;
    down = <<>>;
    oldUp = {};             \* JOINs and ACKs that were sent, by session: they may turn up in any link
    \* The peer
    attempt = 0;
    joined = FALSE;
    curtain = TRUE;
    window = FALSE;         \* the mirror's
    mustTell = TRUE;        \* its thread has not polled since a window was opened here
    owesAck = 0;            \* the number of a START; 0 for none
    held = -1;              \* the version that its thread uses; -1 none
    dead = FALSE;
    bad = FALSE;

define {
    Busy == curtain \/ window
}

macro loseLink() {
    link := 0;
    up := <<>>;
    down := <<>>;
}

\* The home's producer.
process (producer = "producer")
{
starts:     while (windows < MostWindows) {
                await ~open;
                open := TRUE;
                windows := windows + 1;
                waits := subscribed;
                record := record \/ subscribed;
change:         await ~waits;
                bad := bad \/ (held = version /\ ~dead);
                version := version + 1;
ends:           open := FALSE;
            }
}

\* Each step of the home's agent is one message, or one look.
process (home = "home")
{
homeWorks:  while (TRUE) {
                either { \* JOIN, new or turned up again
                    await up # <<>> /\ Head(up).type = "JOIN";
                    with (number = Head(up).session) {
                        up := Tail(up);
                        if (number > session \/ Without = "order of JOIN") {
                            \* whatever the last session owes is answered
                            session := number;
                            sent := 0;
                            unanswered := FALSE;
                            record := FALSE;
                            waits := FALSE;
                            owesEnd := FALSE;
                            subscribed := TRUE;
                            told := FALSE;
                            down := <<[type |-> "WELCOME", session |-> number]>>;
                        }
                    }
                } or { \* ACK
                    await up # <<>> /\ Head(up).type = "ACK";
                    if (unanswered
                            /\ (Head(up).session = session \/ Without = "session of ACK")
                            /\ (Head(up).number = sent \/ Without = "number of ACK")) {
                        unanswered := FALSE;
                        waits := FALSE;
                    };
                    up := Tail(up);
                } or { \* the ring's record becomes a START
                    await record /\ link = session /\ link # 0 /\ Len(down) < 3;
                    record := FALSE;
                    sent := sent + 1;
                    unanswered := TRUE;
                    owesEnd := TRUE;
                    down := Append(down, [type |-> "START", session |-> session, number |-> sent]);
                } or { \* SUBSCRIBED
                    await subscribed /\ ~told /\ link = session /\ Len(down) < 3;
                    await ~open \/ Without = "idle before SUBSCRIBED";
                    told := TRUE;
                    down := Append(down, [type |-> "SUBSCRIBED", session |-> session]);
                } or { \* END
                    await owesEnd /\ link = session /\ link # 0 /\ Len(down) < 3;
                    await ~open \/ Without = "idle before END";
                    owesEnd := FALSE;
                    down := Append(down, [type |-> "END", session |-> session]);
                } or { \* the link is gone, and that is no answer
                    await link = 0 /\ session # 0 /\ Without = "wait on loss";
                    unanswered := FALSE;
                    record := FALSE;
                    waits := FALSE;
                } or { \* the witness: the process is dead
                    await dead \/ Without = "proof of death";
                    unanswered := FALSE;
                    record := FALSE;
                    waits := FALSE;
                    subscribed := FALSE;
                }
            }
}

process (agent = "agent")
{
agentWorks: while (~dead) {
                either { \* JOIN: a new link, when all have let go behind the curtain
                    await ~joined /\ link = 0 /\ attempt < MostSessions;
                    await (curtain /\ ~mustTell) \/ Without = "drop before JOIN";
                    attempt := attempt + 1;
                    link := attempt;
                    up := <<[type |-> "JOIN", session |-> attempt]>>;
                    oldUp := oldUp \cup {[type |-> "JOIN", session |-> attempt]};
                    down := <<>>;
                } or { \* WELCOME
                    await link # 0 /\ down # <<>> /\ Head(down).type = "WELCOME";
                    joined := joined \/ Head(down).session = attempt;
                    down := Tail(down);
                } or { \* SUBSCRIBED
                    await joined /\ link # 0 /\ down # <<>> /\ Head(down).type = "SUBSCRIBED";
                    curtain := FALSE;
                    down := Tail(down);
                } or { \* START
                    await joined /\ link # 0 /\ down # <<>> /\ Head(down).type = "START";
                    if (Without # "window before ACK") window := TRUE;
                    mustTell := TRUE;
                    owesAck := Head(down).number;
                    down := Tail(down);
                } or { \* ACK
                    await joined /\ link # 0 /\ owesAck # 0;
                    await ~mustTell \/ Without = "poll before ACK";
                    with (ack = [type |-> "ACK", session |-> attempt, number |-> owesAck]) {
                        up := Append(up, ack);
                        oldUp := oldUp \cup {ack};
                    };
                    owesAck := 0;
                } or { \* END, kept until its ACK is sent
                    await joined /\ link # 0 /\ owesAck = 0 /\ down # <<>> /\ Head(down).type = "END";
                    window := FALSE;
                    down := Tail(down);
                } or { \* the link is gone: everything is invalid
                    await joined /\ link = 0;
                    joined := FALSE;
                    owesAck := 0;
                    if (Without = "curtain before loss") {
                        window := FALSE;
                        mustTell := FALSE;
lateCurtain:            curtain := TRUE;
                    } else {
                        curtain := TRUE;
                        window := FALSE;
                        mustTell := TRUE;
                    }
                } or { \* it was not let in, and tries again
                    await ~joined /\ link = attempt /\ link # 0 /\ up = <<>> /\ down = <<>>;
                    loseLink();
                }
            }
}

\* The peer's thread: looks up under a begin, uses, polls.
process (thread = "thread")
{
threadWorks:
            while (~dead) {
                either {
                    await held = -1 /\ ~Busy;
                    held := version; \* the retry, and the use, at once: what opens later tells it
                } or { \* poll
                    await mustTell;
                    held := -1;
                    mustTell := FALSE;
                }
            }
}

\* What goes wrong: a link is lost, an old message turns up, the process dies.
process (world = "world")
    variables replays = 0;
{
worldWorks: while (TRUE) {
                either {
                    await link # 0;
                    loseLink();
                } or {
                    await link # 0 /\ oldUp # {} /\ replays < 1 /\ Len(up) < 2;
                    with (old \in oldUp) up := Append(up, old);
                    replays := 1;
                } or {
                    await ~dead;
                    dead := TRUE;
                    held := -1;
                    loseLink();
                }
            }
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NobodyUsesWhatIsGone == ~bad

Reached == <<
    <<"a change while the peer is joined", version = 1 /\ joined /\ ~dead>>,
    <<"a change behind an ACK", version = 1 /\ joined /\ window>>,
    <<"the link is lost while a start waits", waits /\ link = 0 /\ ~dead>>,
    <<"the peer has joined anew while a start waits", joined /\ attempt = 2 /\ open>>,
    <<"an old ACK turns up in a new session", up # <<>> /\ Head(up).type = "ACK" /\ Head(up).session < session>>,
    <<"an old JOIN turns up", up # <<>> /\ Head(up).type = "JOIN" /\ Head(up).session < attempt>>,
    <<"the peer dies, and the start goes on", dead /\ version = 1>>,
    <<"the peer reads behind the end", held = 2 /\ ~open>> >>
Witnesses == Watch(Reached)
=============================================================================

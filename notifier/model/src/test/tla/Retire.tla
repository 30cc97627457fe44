------------------------------- MODULE Retire -------------------------------
(***************************************************************************)
(* Protocol 17 of docs/memory-model.md: a producer that is retired.        *)
(*                                                                         *)
(* A producer opens two windows, one after the other. Two others take it   *)
(* for idle, or its space has ended, and would take it out. It is in by    *)
(* an entry, and by another each time it comes in again.                   *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "volatile slot",        \* a window is opened in release mode
    "look at the user",     \* whoever has opened its slot does not look who is the user
    "volatile look",        \* it does so in acquire mode
    "look behind asking",   \* who would retire it looks at the slots, then asks
    "asking of its own",    \* both ask by the same stand-in
    "entry" }               \* who would retire it does not ask whether it has come in anew

T == "producer"
R1 == "retires"
R2 == "retires too"
Nobody == "nobody"

Max == 3 \* entries

\* Places in memory: the user, the entry by which the producer is in, the slot of each entry.
User == "user"
Entry == "entry"
Slot(e) == <<"slot 1", "slot 2", "slot 3">>[e]

Memory0 == Fresh([x \in {User} |-> T] @@ [x \in {Entry} |-> 1] @@ [x \in {Slot(e) : e \in 1..Max} |-> "free"],
                 {T, R1, R2})

OwnerToken(r) == IF Without = "asking of its own" THEN R1 ELSE r

(* --algorithm Retire {

variables
    m = Memory0;
    mine = 1;         \* the producer's entry
    windows = 0;      \* how many it has opened
    out = {};         \* entries that were taken out
    back = FALSE;     \* the producer was in again
    undone = FALSE;   \* it has undone a question

process (producer = T)
    variable seen = T;
{
use:        \* ProducerOwnership.use: a plain look
            while (windows < 2) {
                with (user \in Load(m, T, User, O)) { m := user.mem; seen := user.val };
takeOver:       \* Producer.takeOver, comeIn
                if (seen # T) {
                    if (Latest(m, User) = Nobody) {
                        mine := mine + 1; back := TRUE; out := out \cup {mine - 1};
                        m := Store(Update(m, T, User, "busy", V), T, Entry, mine, O);
comeIn:                 m := Update(m, T, User, T, R)
                    } else m := Update(m, T, User, T, V)
                };
open:           m := Store(m, T, Slot(mine), "open", IF Without = "volatile slot" THEN R ELSE V);
look:           \* ProducerOwnership.isKnown
                with (user \in Load(m, T, User, IF Without = "volatile look" THEN A ELSE V)) {
                    m := user.mem; seen := user.val
                };
takeBack:       if (Without # "look at the user" /\ seen # T /\ seen # Nobody) {
                    if (Latest(m, User) = seen) { m := Update(m, T, User, T, V); undone := TRUE };
                    goto look
                };
behind:         if (Without = "look at the user" \/ seen = T) {
work:               windows := windows + 1
                };
free:           m := Store(m, T, Slot(mine), "free", R)
            }
}

process (retirer \in {R1, R2})
    variable of = 1; slot = "free"; entry = 1; asked = FALSE;
{
find:       \* Producers.newest
            if (mine < Max) of := mine;
early:      if (Without = "look behind asking")
                with (s \in Load(m, self, Slot(of), V)) { m := s.mem; slot := s.val };
ask:        \* if the other asks already, it may have stopped
            if (slot = "free" /\ Latest(m, User) \in {T, R1, R2}) {
                m := Update(m, self, User, OwnerToken(self), V); asked := TRUE
            };
same:       if (asked /\ Without # "entry")
                with (e \in Load(m, self, Entry, O)) { m := e.mem; entry := e.val }
            else entry := of;
slots:      if (asked /\ Without # "look behind asking")
                with (s \in Load(m, self, Slot(of), V)) { m := s.mem; slot := s.val };
decide:     if (asked /\ Latest(m, User) = OwnerToken(self)) {
                if (slot = "free" /\ entry = of) {
                    m := Update(m, self, User, Nobody, V); asked := FALSE;
leave:              out := out \cup {of}
                } else m := Update(m, self, User, T, V)
            }
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* A window is seen by those who look for it, and its end finds the slot it has opened.
WhoeverWorksIsKnown == pc[T] = "work" => mine \notin out /\ Latest(m, User) # Nobody

Reached == <<
    <<"it was retired, and is in again", back /\ windows = 2>>,
    <<"it has undone a question", undone>>,
    <<"it was retired twice", out = {1, 2}>>,
    <<"it was never retired", out = {} /\ \A p \in {T, R1, R2} : pc[p] = "Done">> >>
Witnesses == Watch(Reached)
=============================================================================

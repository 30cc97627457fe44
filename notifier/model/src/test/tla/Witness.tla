------------------------------ MODULE Witness -------------------------------
(***************************************************************************)
(* What must be reached for a specification to say anything: it names the  *)
(* states that matter, as << <<name, predicate>>, ... >>. TLC looks at     *)
(* them with its invariants, and prints each name once at the beginning,   *)
(* and once when it is reached.                                            *)
(***************************************************************************)
EXTENDS Naturals, Sequences, TLC

LOCAL Begun == 0

ASSUME \A i \in 0..20 : TLCSet(i, FALSE)

LOCAL Begin(reached) ==
    ~TLCGet(Begun) =>
        /\ TLCSet(Begun, TRUE)
        /\ \A i \in 1..Len(reached) : PrintT(<<"to reach", reached[i][1]>>)

LOCAL Look(i, name, is) ==
    ~TLCGet(i) /\ is => TLCSet(i, TRUE) /\ PrintT(<<"reached", name>>)

\* TLC ends when it has met so many states: ModelTest sets this for a short look.
LOCAL Enough == 1000000000

LOCAL Stop == TLCGet("distinct") >= Enough => TLCSet("exit", TRUE)

\* An invariant that always holds. For one worker only.
Watch(reached) == Begin(reached) /\ Stop /\ \A i \in 1..Len(reached) : Look(i, reached[i][1], reached[i][2])
=============================================================================

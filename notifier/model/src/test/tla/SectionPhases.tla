--------------------------- MODULE SectionPhases ----------------------------
(***************************************************************************)
(* Protocol 16 of docs/memory-model.md: a start over a group comes to an   *)
(* end, whatever others do, and waits for no section that came later.      *)
(*                                                                         *)
(* Readers enter and exit without end. They may stand still for ever       *)
(* outside of sections, also when they have read the phase and are not     *)
(* counted yet. Other starts begin phases without end, and may stand still *)
(* anywhere. Memory is simple here, and all stripes are looked at in one   *)
(* step: what is read when is the question of Sections.                    *)
(*                                                                         *)
(* There is no number of a phase, which would grow without end: only what  *)
(* is asked of it, which is its index, whether it has changed since a      *)
(* thread read it, and how far it is ahead of where the start began.       *)
(***************************************************************************)
EXTENDS Integers, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "begin",                \* the start does not begin a phase
    "begin at once",        \* it does not in its first look
    "remember",             \* each look starts anew
    "passed phases" }       \* it does not know of phases that others have begun

P == "start"
B == "beginner"
Readers == {"x", "y"}

Phases == 2
Indices == {0, 1}
After(index, n) == (index + n) % Phases
None == Phases

(* --algorithm SectionPhases {

variables
    index = 0;                            \* of the current phase
    ahead = 0;                            \* how many phases have begun since the start looked first, up to what matters
    same = [t \in {P, B} |-> FALSE];      \* whether none has begun since a thread read the phase
    at = [r \in Readers |-> None];        \* the counts: where a reader's section stands
    met = {};                             \* the sections that were open when the start's first look was over
    looked = FALSE;                       \* it was
    exempt = FALSE;                       \* it found a section where the next phase would stand, or one joined a phase
                                          \* that was over

define {
    IsDrained(i) == \A r \in Readers : at[r] # i
    Drained(i) == IF IsDrained(i) THEN {i} ELSE {}
}

macro beginNext(t, seen) {
    if (same[t]) {
        index := After(seen, 1);
        ahead := IF ahead = Phases + 1 THEN ahead ELSE ahead + 1;
        same := [s \in {P, B} |-> FALSE];
    }
}

fair process (start = P)
    variables
        since = None;       \* the index
        seen = None;
        drained = {};       \* the indices that were
{
look:       \* SectionCounts.look, lookAgain
            seen := index;
            same[P] := TRUE;
            if (since = None) {
                since := index;
                ahead := 0;
            }
            else drained :=
                (IF Without = "remember" THEN {} ELSE drained) \cup
                (IF Without = "passed phases" THEN {} ELSE {After(since, n) : n \in 2..ahead});
even:       drained := drained \cup Drained(0);
odd:        drained := drained \cup Drained(1);
            if (seen \in drained \/ Without = "begin" \/ (Without = "begin at once" /\ ~looked)) goto over;
needed:     if (~IsDrained(After(seen, 1))) goto over
            else drained := drained \cup {After(seen, 1)};
next:       \* SectionCounts.beginNextAfter
            beginNext(P, seen);
over:       if (drained # Indices) {
                if (~looked) {
                    looked := TRUE;
                    met := {r \in Readers : at[r] # None};
                    exempt := exempt \/ After(since, 1) \notin drained;
                };
                goto look;
            };
}

\* Other starts. They need not go on.
process (beginner = B)
    variable seenByB = None;
{
read:       while (TRUE) {
                seenByB := index;
                same[B] := TRUE;
isNext:         if (~IsDrained(After(seenByB, 1))) goto read;
nextByB:        beginNext(B, seenByB);
            }
}

\* Readers need not go on either. That sections end is said below.
process (reader \in Readers)
    variable phase = None;
{
outside:    while (TRUE) {
                phase := index;
add:            at[self] := phase;
                if (since # None /\ phase # index) exempt := TRUE;
                phase := None;
inside:         at[self] := None;
                met := met \ {self};
            }
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* Sections that the start has met end. Others may last for ever.
SomeEnd == Spec /\ \A r \in Readers : WF_vars(inside(r) /\ r \in met)

AllEnd == \A r \in Readers : WF_vars(inside(r))

StartReturns == AllEnd => <>(pc[P] = "Done")

NoLaterSectionIsWaitedFor == <>(pc[P] = "Done" \/ exempt)

Reached == <<
    <<"no section is open at first", pc[P] = "Done" /\ ~looked>>,
    <<"later ones are open when it returns", pc[P] = "Done" /\ ~exempt /\ \A r \in Readers : at[r] # None>>,
    <<"others have begun all phases anew", pc[P] = "Done" /\ ahead = Phases + 1>>,
    <<"another begins the phase first", pc[P] = "next" /\ ~same[P]>>,
    <<"it cannot begin a phase", pc[P] = "needed" /\ ~IsDrained(After(seen, 1))>>,
    <<"a reader joins a phase that is over", exempt /\ ~looked>> >>
Witnesses == Watch(Reached)
=============================================================================

------------------------ MODULE ReaderDiesUnattached ------------------------
(***************************************************************************)
(* Protocol 11 of docs/memory-model.md: a subscriber that no thread has    *)
(* attached holds nothing once all are dead who may have used it.          *)
(*                                                                         *)
(* Whoever has made it and has read under S before is dead. Two threads    *)
(* begin to read under S. Each may stop for good anywhere, and may die     *)
(* anywhere; one error may strike one of them where it has entered itself  *)
(* and not settled that, and then it begins anew. Who has begun holds what *)
(* it has found until it dies. An undertaker looks who is dead, again and  *)
(* again: the producer in its window, or another in one of its own. The    *)
(* producer opens its window and looks what was found. A dormant S is that *)
(* of FirstReaders; an attach is the coming back of Offline.               *)
(*                                                                         *)
(* All that they do is volatile, and stands in one order, but for one      *)
(* look, which a fence orders. So this memory is simple: each step is seen *)
(* at once. A look in a weaker mode, or without the fence, comes early.    *)
(***************************************************************************)
EXTENDS Integers, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "each enters",             \* only the first that begins enters its thread
    "settling for others",     \* who finds itself entered takes that for settled, also behind an error
    "change of the state",     \* whoever settles only takes ORPHANED back
    "taking back",             \* it only changes the state
    "change before taking",    \* it takes ORPHANED back, and then changes the state
    "enter before settling",   \* it does both, and then enters its thread
    "change before settled",   \* it says that all are settled, and then does both
    "volatile begin",          \* the last look at S is in acquire mode
    "fence",                   \* no fence between the window and the look at ORPHANED
    "state before threads",    \* who looks reads who is dead, and then the state
    "comparing",               \* it sets ORPHANED whatever has changed
    "all are dead" }           \* it asks one of them only

P == "producer"
U == "undertaker"
First == "first reader"
Second == "second reader"
Readers == {First, Second}

(* --algorithm ReaderDiesUnattached {

variables
    window = FALSE; \* S's state
    \* The subscriber's state; its threads, and whether these are settled, by number.
    state = [changes |-> 0, orphaned |-> FALSE];
    threads = [number |-> 0, of |-> {}];
    settled = {};
    \* What is true.
    dead = {};
    begun = {};           \* readers that have found no window
    acknowledged = FALSE; \* the memory changes
    errors = 1;

define {
    AreDead(some) == some \subseteq dead \/ (Without = "all are dead" /\ some \cap dead # {})
}

macro change() { if (Without # "change of the state") state.changes := state.changes + 1 }
macro takeBack() { if (Without # "taking back") state.orphaned := FALSE }
macro strike() { await errors > 0; errors := 0; list := 0; goto seen }

process (producer = P)
    variable early = FALSE;
{
enter:      \* SubscriptionState.enterWindow
            if (Without = "fence") early := state.orphaned;
            if (Without = "fence") goto late else window := TRUE;
look:       \* Subscriber.holdsNothing, behind Acknowledgements.fence
            acknowledged := state.orphaned;
            goto Done;
late:       window := TRUE;
            acknowledged := early;
}

process (undertaker = U)
    variable w = [changes |-> 0, orphaned |-> FALSE]; of = {};
{
find:       \* Subscriber.orphanIfAllAreDead
            while (TRUE) {
                if (Without = "state before threads") of := threads.of else w := state;
look_:          if (Without = "state before threads") w := state else of := threads.of;
orphan:         \* Doorbell.orphan
                if (~w.orphaned /\ AreDead(of) /\ (state = w \/ Without = "comparing")) state.orphaned := TRUE;
                w := [changes |-> 0, orphaned |-> FALSE];
                of := {}
            }
}

process (reader \in Readers)
    variable list = 0; others = {}; old = FALSE; noted = FALSE;
{
seen:       \* Subscription.notIdle
            await self \notin dead;
            if (Without = "volatile begin") old := window;
know:       \* Subscriber.noteCurrentThread
            await self \notin dead;
            list := threads.number;
            others := threads.of;
            if (self \in others \/ (Without = "each enters" /\ list > 0)) goto settled_
            else if (Without = "enter before settling" /\ ~noted) { noted := TRUE; goto changes };
enter_:     await self \notin dead;
            if (threads.number = list)
                threads := [number |-> list + 1, of |-> (others \ dead) \cup {self}];
            others := {};
            goto know;
settled_:   await self \notin dead;
            others := {};
            if (list \in settled \/ Without = "enter before settling"
                \/ (Without = "settling for others" /\ errors = 0)) goto known
            else if (Without = "change before settled") settled := settled \cup {list};
changes:    \* Doorbell.noted
            await self \notin dead;
            either strike();
            or if (Without = "change before taking") takeBack() else change();
takes:      await self \notin dead;
            either strike();
            or if (Without = "change before taking") change() else takeBack();
settles:    await self \notin dead;
            if (Without = "enter before settling") goto know
            else either strike();
            or settled := settled \cup {list};
known:      \* Subscription.notIdle goes on
            await self \notin dead;
            list := 0;
            if (IF Without = "volatile begin" THEN old ELSE window) goto Done \* BUSY
            else begun := begun \cup {self};
}

process (death \in {"death of the first", "death of the second"})
{
die:        with (r \in Readers \ dead) dead := dead \cup {r};
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* While the memory changes nobody lives who has begun.
NobodyHoldsWhatIsChanged == acknowledged => begun \subseteq dead

Reached == <<
    <<"nobody has begun when it is acknowledged", acknowledged /\ begun = {}>>,
    <<"both have begun and died when it is acknowledged", acknowledged /\ begun = Readers>>,
    <<"one is left out that is dead", threads = [number |-> 2, of |-> {Second}]>>,
    <<"one is settled by another", 2 \in settled /\ 1 \notin settled /\ First \in begun /\ threads.of = Readers>>,
    <<"one has begun and is waited for", pc[P] = "Done" /\ ~acknowledged /\ First \in begun>>,
    <<"one is kept out", acknowledged /\ pc[First] = "Done" /\ First \notin begun>>,
    <<"ORPHANED is taken back", pc[First] = "takes" /\ state.orphaned>>,
    <<"one is dead that an error has struck", errors = 0 /\ acknowledged /\ First \in threads.of>>,
    <<"an error has struck and both have begun", errors = 0 /\ begun = Readers>> >>
Witnesses == Watch(Reached)
=============================================================================

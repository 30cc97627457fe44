-------------------------- MODULE CloseMeetsStart ---------------------------
(***************************************************************************)
(* Protocol 4 of docs/memory-model.md: after close no callback runs.       *)
(*                                                                         *)
(* A subscription with a callback over the range A is closed, while a      *)
(* producer opens windows over A and another range B in one slot. Who has  *)
(* closed it destroys what the callback uses. The memory may take for ever *)
(* to change: close must not wait for the windows to end.                  *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "volatile opening",       \* the window is opened in release mode
    "remove before look",     \* close looks for windows, and then takes the subscription out
    "wait",                   \* close does not wait
    "call before told",       \* the producer says that all are told, then tells
    "release told",           \* it says so in plain mode
    "telling only" }          \* close waits for each window to end

P == "producer"
C == "closer"
Plan == <<"A", "B", "A">>

\* The phases of a slot; a version is 8 * windows that were + phase.
Free == 0
Starting == 1
Calling == 2
Opened == 3

\* Places in memory: the tree, P's slot, and what the callback uses.
Root == "root"
Version == "version"
Bounds == "bounds"
Use == "use"

Memory0 == Fresh(
    [x \in {Root} |-> TRUE] @@ [x \in {Bounds} |-> "none"] @@ [x \in {Version, Use} |-> 0],
    {P, C})

Move(m, n, phase, mode) == Store(m, P, Version, 8 * (n - 1) + phase, mode)

\* WindowTable.isTelling, callsOver and isBefore
IsTelling(version) == version % 8 \in {Starting, Calling}
Over(version) == IF Without = "telling only" THEN 8 * (version \div 8 + 1) ELSE 8 * (version \div 8) + Opened

(* --algorithm CloseMeetsStart {

variables
    m = Memory0;
    n = 0;                                 \* windows that P has begun
    hit = FALSE;                           \* Window.hits holds the subscription
    calling = FALSE;                       \* the callback runs
    destroyed = FALSE;
    known = TRUE;                          \* what the callback did happened before it was destroyed

fair process (producer = P)
{
open:       while (n < Len(Plan)) {
                \* WindowTable.prepare
                m := Store(ReleaseFence(m, P), P, Bounds, Plan[n + 1], O);
                n := n + 1;
starting:       \* WindowTable.open
                m := Move(m, n, Starting, IF Without = "volatile opening" THEN R ELSE V);
collect:        \* Window.collect
                with (root \in Load(m, P, Root, V)) {
                    m := root.mem;
                    hit := Plan[n] = "A" /\ root.val;
                };
                if (hit) {
callback:           \* Producer.call, WindowTable.calling, Window.callAll
                    calling := TRUE;
                    m := Store(Move(m, n, IF Without = "call before told" THEN Opened ELSE Calling, R), P, Use, n, O);
returned:           calling := FALSE;
                };
told:           \* WindowTable.told
                m := Move(m, n, Opened, IF Without = "release told" THEN O ELSE R);
change:-        skip; \* may take for ever
close:          \* WindowTable.close
                m := Store(m, P, Version, 8 * n, R);
            }
}

fair process (closer = C)
    variables found = 0, waits = FALSE;
{
remove:     \* Subscriptions.withdraw
            if (Without # "remove before look")
                m := Update(m, C, Root, FALSE, V);
look:       \* Registry.forEachWindow, WindowTable.version
            with (version \in Load(m, C, Version, V)) { m := version.mem; found := version.val };
            if (found % 8 # Free) {
hits:           \* WindowTable.hits: bounds, acquire fence, version
                with (bounds \in Load(m, C, Bounds, O);
                      again \in Load(AcquireFence(bounds.mem, C), C, Version, V)) {
                    m := again.mem;
                    waits := bounds.val = "A" \/ again.val \div 8 # found \div 8;
                };
            };
late:       if (Without = "remove before look")
                m := Update(m, C, Root, FALSE, V);
waitFor:    \* Registry.awaitTold, awaitCalls
            if (waits /\ IsTelling(found) /\ Without # "wait")
                with (version \in {v \in Load(m, C, Version, V) : v.val >= Over(found)}) { m := version.mem };
destroy:    destroyed := TRUE;
            known := known /\ Knows(m, C, Use);
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NoCallAfterClose == destroyed => ~calling /\ known

CloseReturns == <>(pc[C] = "Done")

Reached == <<
    <<"it is closed while the callback runs", calling /\ ~Latest(m, Root)>>,
    <<"close finds the window starting", found % 8 = Starting /\ waits>>,
    <<"close waits for the callback", pc[C] = "waitFor" /\ waits /\ calling>>,
    <<"the callback has run and all is destroyed", destroyed /\ Latest(m, Use) > 0>>,
    <<"a window opens after close and calls nobody", destroyed /\ pc[P] = "told" /\ ~hit /\ Plan[n] = "A">>,
    <<"close meets a window over B", pc[C] = "waitFor" /\ found = 8 + Starting /\ ~waits>> >>
Witnesses == Watch(Reached)
=============================================================================

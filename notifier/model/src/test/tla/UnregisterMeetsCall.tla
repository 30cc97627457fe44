------------------------ MODULE UnregisterMeetsCall -------------------------
(***************************************************************************)
(* Protocol 13 of docs/memory-model.md: who is unregistered is called no   *)
(* more, and until then is told of everything.                             *)
(*                                                                         *)
(* A notifier holds a page; it lets go when a start or a release calls it. *)
(* A producer frees the page in a window, which may take for ever to end,  *)
(* and asks afterwards whether another one is young, all in one slot. The  *)
(* notifier is unregistered meanwhile, and then what it uses is destroyed. *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "volatile opening",       \* the window is opened in release mode
    "volatile calling",       \* so is the slot of the young call
    "volatile ending",        \* so is ENDING
    "ask at the end",         \* who was told of the start is told of the end, closed or not
    "close before look",      \* unregister looks who calls, and then closes
    "volatile closed",        \* it closes in release mode
    "wait",                   \* it does not wait
    "wait for ends",          \* it waits for starts, and not for ends
    "calls only",             \* it waits for windows to end
    "call before told",       \* the producer says that its calls are over, and then calls
    "release told",           \* it says so in plain mode, behind starts
    "release at close",       \* or behind other calls
    "release before close" }  \* the notifier is closed, and then released

P == "producer"
U == "unregister"

\* The phases of a slot; a version is 8 * windows that were + phase.
Free == 0
Starting == 1
Calling == 2
Opened == 3
Ending == 4

\* Places in memory: the list of notifiers, the notifier's state, P's slot, and what the notifier uses.
List == "list"
State == "state"
Version == "version"
Use == "use"

Memory0 == Fresh(
    [x \in {List} |-> TRUE] @@ [x \in {State} |-> "linked"] @@ [x \in {Version, Use} |-> 0], {P, U})

Move(m, version, mode) == Store(m, P, Version, version, mode)
Used(m) == Store(m, P, Use, Latest(m, Use) + 1, O)
Unless(step, mode) == IF Without = step THEN R ELSE mode

\* WindowTable.callsOver
CallsOver(version) ==
    LET phase == version % 8 IN
    IF phase \in {Starting, Calling} THEN version - phase + Opened
    ELSE IF (phase = Ending /\ Without # "wait for ends") \/ (phase = Opened /\ Without = "calls only")
         THEN version - phase + 8
    ELSE version

(* --algorithm UnregisterMeetsCall {

variables
    m = Memory0;
    held = TRUE;           \* the notifier holds the page
    freed = FALSE;
    walk = FALSE;          \* WindowNotifiers.list, or that of PageAgeCalls, holds the notifier
    calling = FALSE;       \* a callback of it runs
    destroyed = FALSE;
    known = TRUE;          \* what callbacks did happened before it was destroyed

\* Registration.isClosed, and the callback
macro tell(asking) {
    with (state \in Load(m, P, State, V)) {
        if (state.val # "closed" \/ ~asking) {
            calling := TRUE;
            m := Used(state.mem);
        }
        else m := state.mem;
    }
}

fair process (producer = P)
{
starting:   \* WindowTable.open
            m := Move(m, Starting, Unless("volatile opening", V));
collect:    \* WindowNotifiers.open; Producer.call: WindowTable.calling
            with (list \in Load(m, P, List, V)) {
                walk := list.val;
                m := IF list.val
                     THEN Move(list.mem, IF Without = "call before told" THEN Opened ELSE Calling, R)
                     ELSE list.mem;
            };
            if (walk) {
callStart:      tell(TRUE);
returned:       if (calling) held := FALSE;
                calling := FALSE;
            };
told:       \* WindowTable.told
            m := Move(m, Opened, IF Without = "release told" THEN O ELSE R);
change:-    freed := TRUE; \* may take for ever
            if (walk) {
ending:         \* WindowTable.ending
                m := Move(m, Ending, Unless("volatile ending", V));
callEnd:        tell(Without # "ask at the end");
returned2:      calling := FALSE;
            };
close:      \* WindowTable.close
            m := Move(m, 8, IF Without = "release at close" THEN O ELSE R);
young:      \* PageAgeCalls.call, WindowTable.openCalling
            m := Move(m, 8 + Calling, Unless("volatile calling", V));
collect2:   with (list \in Load(m, P, List, V)) { m := list.mem; walk := list.val };
            if (walk) {
callYoung:      tell(TRUE);
returned3:      calling := FALSE;
            };
close2:     m := Move(m, 16, IF Without = "release at close" THEN O ELSE R);
}

fair process (unregister = U)
    variable found = 0;
{
begin:      \* Registration.tryBeginRelease
            m := Update(m, U, State, "releasing", V);
release:    \* Notifier.release
            if (Without # "release before close") held := FALSE;
early:      if (Without = "close before look")
                with (version \in Load(m, U, Version, V)) { m := version.mem; found := version.val };
unlink:     \* NotifierRegistry.remove
            m := Store(m, U, List, FALSE, V);
closed:     \* Registration.closed
            m := Store(m, U, State, "closed", Unless("volatile closed", V));
            if (Without = "release before close") {
releaseLate:    held := FALSE;
            };
look:       \* Registry.forEachWindow, WindowTable.version
            if (Without # "close before look")
                with (version \in Load(m, U, Version, V)) { m := version.mem; found := version.val };
waitFor:    \* Registry.awaitCalls
            if (Without # "wait")
                with (version \in {v \in Load(m, U, Version, V) : v.val >= CallsOver(found)}) { m := version.mem };
destroy:    destroyed := TRUE;
            known := known /\ Knows(m, U, Use);
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

NoCallAfterUnregister == destroyed => ~calling /\ known

NobodyHoldsWhatIsFreed == freed => ~held

UnregisterReturns == <>(pc[U] = "Done")

Reached == <<
    <<"it waits for a start", pc[U] = "waitFor" /\ found = Starting>>,
    <<"it waits for a callback of a start", pc[U] = "waitFor" /\ found = Calling /\ calling>>,
    <<"it does not wait for an open window", pc[U] = "waitFor" /\ found = Opened /\ pc[P] = "change">>,
    <<"it waits for a callback of an end", pc[U] = "waitFor" /\ found = Ending /\ calling>>,
    <<"it waits for a young call", pc[U] = "waitFor" /\ found = 8 + Calling /\ calling>>,
    <<"the start tells it, and the end does not", destroyed /\ Latest(m, Use) = 1 /\ pc[P] = "returned2">>,
    <<"it is called while it is released", calling /\ pc[U] = "release">>,
    <<"it is told of all", Latest(m, Use) = 3>> >>
Witnesses == Watch(Reached)
=============================================================================
